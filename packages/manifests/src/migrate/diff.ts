import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../objects.ts';
import type { Path } from '../router.ts';
import type { Edit } from '../yaml/source.ts';

/** The edits of this module: nothing is renamed. */
export type Change = Extract<Edit, { kind: 'set' | 'remove' }>;

/** What makes `after` of `before`, at the deepest places. Lists of another length are set as a whole. */
export function changesBetween(before: unknown, after: unknown, path: Path = []): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return after.flatMap((item, index) => changesBetween(before[index], item, [...path, index]));
  }
  if (!isMap(before) || !isMap(after)) return [{ kind: 'set', path, value: after }];
  const removed = Object.keys(before).filter((key) => !(key in after) || after[key] === undefined);
  return [
    ...removed.map((key): Change => ({ kind: 'remove', path: [...path, key] })),
    ...Object.entries(after)
      .filter(([, value]) => value !== undefined)
      .flatMap(([key, value]) =>
        Object.hasOwn(before, key)
          ? changesBetween(before[key], value, [...path, key])
          : [{ kind: 'set', path: [...path, key], value } as const],
      ),
  ];
}

/** An object with changes made; what they take away and is not there is passed over, and maps that they empty go too. */
export function withChanges<T extends KubernetesObject>(object: T, changes: readonly Change[]): T {
  const copy = structuredClone(object);
  for (const change of changes) apply(copy, change);
  return copy;
}

function apply(root: unknown, { path, ...change }: Change): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (Array.isArray(root)) {
    if (typeof key !== 'number' || key >= root.length) return;
    if (rest.length > 0) apply(root[key], { ...change, path: rest });
    else if (change.kind === 'set') root[key] = change.value;
    else root.splice(key, 1);
    return;
  }
  if (!isMap(root)) return;
  if (rest.length === 0) {
    if (change.kind === 'set') root[key] = change.value;
    else delete root[key];
    return;
  }
  if (!Object.hasOwn(root, key)) {
    if (change.kind === 'remove') return;
    root[key] = {};
  }
  const inner = root[key];
  apply(inner, { ...change, path: rest });
  if (change.kind === 'remove' && isMap(inner) && Object.keys(inner).length === 0) delete root[key];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
