import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import { objectKey } from './gateways.ts';

/** A policy that is attached to other objects by `targetRefs` or `targetRef`. */
export interface Policy {
  readonly object: KubernetesObject;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What a policy is attached to, in its own namespace. */
export interface PolicyTarget {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** A listener of a Gateway, a rule of a route. */
  readonly sectionName?: string | undefined;
}

export type PolicyFinder = (target: PolicyTarget) => Policy | undefined;

const reference = z.looseObject({ kind: z.string(), name: z.string(), sectionName: z.string().exactOptional() });
const spec = z.looseObject({ targetRef: reference.exactOptional(), targetRefs: z.array(reference).default([]) });

/**
 * Finds the policy of a kind that is attached to an object. Of two, the one whose name comes first in the alphabet counts, as
 * the Gateway API orders them where nobody knows their age (GEP-713).
 */
export function policiesOf(
  objects: readonly KubernetesObject[],
  { group, kind }: { readonly group: string; readonly kind: string },
): PolicyFinder {
  const byTarget = new Map<string, Policy>();
  const policies = objects
    .filter((object) => object.kind === kind && object.apiVersion.startsWith(`${group}/`))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const object of policies) {
    const data = spec.safeParse(new Map<string, unknown>(Object.entries(object)).get('spec')).data;
    const targets = data?.targetRef === undefined ? data?.targetRefs : [data.targetRef];
    for (const target of targets ?? []) {
      const key = targetKey({ ...target, namespace: object.metadata.namespace });
      if (data !== undefined && !byTarget.has(key)) byTarget.set(key, { object, spec: data });
    }
  }
  return (target) => byTarget.get(targetKey(target));
}

function targetKey({ kind, namespace, name, sectionName = '' }: PolicyTarget): string {
  return `${kind}/${objectKey(namespace, name)}/${sectionName}`;
}
