import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';

const fields = z.record(z.string(), z.unknown());

/** The spec of an object of any kind as a map; empty when it has none or one of another shape. */
export function specOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  return fields.safeParse(new Map<string, unknown>(Object.entries(object)).get('spec')).data ?? {};
}
