import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../resources/json.ts';
import type { Structure } from '../../resources/schema/structure.ts';
import { type FieldSet, isEmpty, NO_FIELDS, union, WHOLE_FIELD } from './field-set.ts';
import { type Part, partsOf } from './parts.ts';

/** All fields that a value sets. Items of lists and keys of maps are fields; a struct is one only when it is empty. */
export function fieldsOf(structure: Structure, value: Json): FieldSet {
  const parts = partsOf(structure, value);
  if (parts === undefined) return WHOLE_FIELD;
  const children = parts.map(({ branch, structure: inner, value: part }): [string, FieldSet] => {
    const set = fieldsOf(inner, part);
    return [branch, structure.type === 'list' ? { ...set, member: true } : set];
  });
  return { member: children.length === 0 && structure.type !== 'list', children: new Map(children) };
}

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What sets two values of one structure apart. */
export function compare(structure: Structure, before: Json | undefined, after: Json | undefined): Comparison {
  if (before === undefined) return { ...NOTHING, added: after === undefined ? NO_FIELDS : present(structure, after) };
  if (after === undefined) return { ...NOTHING, removed: present(structure, before) };
  const partsBefore = partsOf(structure, before);
  const partsAfter = partsOf(structure, after);
  if (partsBefore === undefined || partsAfter === undefined) {
    return { ...NOTHING, modified: isDeepStrictEqual(before, after) ? NO_FIELDS : WHOLE_FIELD };
  }
  const old = byBranch(partsBefore);
  const fresh = byBranch(partsAfter);
  const result = {
    added: new Map<string, FieldSet>(),
    modified: new Map<string, FieldSet>(),
    removed: new Map<string, FieldSet>(),
  };
  for (const branch of new Set([...old.keys(), ...fresh.keys()])) {
    const inner = (fresh.get(branch) ?? old.get(branch))?.structure;
    if (inner === undefined) continue;
    const comparison = compare(inner, old.get(branch)?.value, fresh.get(branch)?.value);
    for (const kind of ['added', 'modified', 'removed'] as const) {
      if (!isEmpty(comparison[kind])) result[kind].set(branch, comparison[kind]);
    }
  }
  const asSet = (children: ReadonlyMap<string, FieldSet>): FieldSet => ({ member: false, children });
  return { added: asSet(result.added), modified: asSet(result.modified), removed: asSet(result.removed) };
}

export function changed({ added, modified }: Comparison): FieldSet {
  return union(added, modified);
}

const NOTHING: Comparison = { added: NO_FIELDS, modified: NO_FIELDS, removed: NO_FIELDS };

/** The fields of a value that comes or goes as a whole: maps and list items count themselves, as in the real server. */
function present(structure: Structure, value: Json): FieldSet {
  const parts = partsOf(structure, value);
  if (parts === undefined) return WHOLE_FIELD;
  const children = new Map(
    parts.map(({ branch, structure: inner, value: part }): [string, FieldSet] => {
      const set = present(inner, part);
      return [branch, structure.type === 'list' ? { ...set, member: true } : set];
    }),
  );
  return { member: structure.type !== 'struct' || children.size === 0, children };
}

/** Of several items with the same keys the last one counts; the real server allows them in what is stored. */
function byBranch(parts: readonly Part[]): Map<string, Part> {
  return new Map(parts.map((part) => [part.branch, part]));
}
