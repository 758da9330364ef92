import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import { quote } from '../rules/quote.ts';

/** What is said of a field that nobody described. */
const UNKNOWN = 'Neither a routing nor an affinity can say it: carry it over by hand.';

/**
 * The annotations of an object that begin as a router's own do and that were not understood.
 *
 * @param prefixes Beginnings of annotation names, as far as the `/` (`RouterMarks.annotations`).
 * @param understood Whole names of annotations that went into the routing or the affinity.
 * @param reasons What an annotation does, by its whole name, where that bears on affinity.
 */
export function unreadAnnotations(
  object: KubernetesObject,
  prefixes: readonly string[],
  understood: Iterable<string>,
  reasons: ReadonlyMap<string, string> = new Map(),
): Unread[] {
  const known = new Set(understood);
  return Object.keys(object.metadata.annotations ?? {})
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)) && !known.has(name))
    .map((name) => ({
      object,
      path: ['metadata', 'annotations', name],
      reason: reasons.get(name) ?? UNKNOWN,
    }));
}

/**
 * The fields of a part of an object that were not understood.
 *
 * @param at Where the part stands in the object.
 * @param part Whatever stands there; what is no map has no fields.
 * @param understood Names of fields that went into the routing or the affinity, or that say nothing.
 * @param reasons What a field does, by its name, where that bears on affinity.
 */
export function unreadFields(
  object: KubernetesObject,
  at: Path,
  part: unknown,
  understood: Iterable<string>,
  reasons: ReadonlyMap<string, string> = new Map(),
): Unread[] {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return [];
  const known = new Set(understood);
  return Object.keys(part)
    .filter((name) => !known.has(name))
    .map((name) => ({ object, path: [...at, name], reason: reasons.get(name) ?? UNKNOWN }));
}

/** A part of an object whose shape Kubernetes would refuse. */
export function misshapen(object: KubernetesObject, path: Path): Unread {
  return { object, path, reason: `${quote(path.join('.'))} is not of the shape that Kubernetes takes: correct it.` };
}
