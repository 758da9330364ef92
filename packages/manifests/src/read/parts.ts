import type * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import { misshapen, unreadFields } from './unread.ts';

/** Reads an object from outside part by part, so that one of a wrong shape does not take the others with it. */
export interface Parts {
  readonly object: KubernetesObject;
  /** What was named on the way. */
  readonly unread: Unread[];
  /** The part as the schema gives it; what does not fit is named, and left out. */
  part<T>(schema: z.ZodType<T>, value: unknown, path: Path): T | undefined;
  /** Names the fields of a part that are not understood. */
  others(value: unknown, path: Path, understood: Iterable<string>, reasons?: ReadonlyMap<string, string>): void;
  /** Names one field. */
  name(path: Path, reason: string): void;
}

export function partsOf(object: KubernetesObject): Parts {
  const unread: Unread[] = [];
  return {
    object,
    unread,
    part(schema, value, path) {
      const result = schema.safeParse(value);
      if (!result.success) unread.push(misshapen(object, path));
      return result.data;
    },
    others(value, path, understood, reasons) {
      unread.push(...unreadFields(object, path, value, understood, reasons));
    },
    name(path, reason) {
      unread.push({ object, path, reason });
    },
  };
}
