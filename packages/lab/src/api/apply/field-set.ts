import { isObject, type Json, type JsonObject } from '../../resources/json.ts';

/**
 * A set of fields of an object, as a tree. Its branches are named as in the FieldsV1 of managedFields: `f:name` for a
 * field or map key, `k:{"name":"web"}` for a list item by its keys, `v:"x"` for one by its value.
 */
export interface FieldSet {
  /** Whether the field itself is in the set, not only fields below it. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const NO_FIELDS: FieldSet = { member: false, children: new Map() };
export const WHOLE_FIELD: FieldSet = { member: true, children: new Map() };

export function isEmpty({ member, children }: FieldSet): boolean {
  return !member && children.size === 0;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA || inB);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB);
}

/** What is in `a` and not in `b`, field by field: a field of `b` does not stand for those below it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB);
}

/** The part of a set under some of its top-level branches. */
export function under(set: FieldSet, chosen: (branch: string) => boolean): FieldSet {
  return { member: false, children: new Map([...set.children].filter(([branch]) => chosen(branch))) };
}

export function sameFields(a: FieldSet, b: FieldSet): boolean {
  return isEmpty(difference(a, b)) && isEmpty(difference(b, a));
}

function combine(a: FieldSet, b: FieldSet, keep: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const branch of new Set([...a.children.keys(), ...b.children.keys()])) {
    const child = combine(a.children.get(branch) ?? NO_FIELDS, b.children.get(branch) ?? NO_FIELDS, keep);
    if (!isEmpty(child)) children.set(branch, child);
  }
  return { member: keep(a.member, b.member), children };
}

/** The set as a FieldsV1 object. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const branches = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = Object.fromEntries(branches.map(([branch, child]) => [branch, toFieldsV1(child)]));
  return set.member && branches.length > 0 ? { '.': {}, ...fields } : fields;
}

/** The set that a FieldsV1 object names; undefined when it is none. */
export function fromFieldsV1(fields: Json | undefined): FieldSet | undefined {
  return isObject(fields) ? read(fields, true) : undefined;
}

function read(fields: JsonObject, isRoot: boolean): FieldSet | undefined {
  const children = new Map<string, FieldSet>();
  for (const [branch, inner] of Object.entries(fields)) {
    if (branch === '.') continue;
    const child = isObject(inner) && /^[fkvi]:/.test(branch) ? read(inner, false) : undefined;
    if (child === undefined) return undefined;
    children.set(branch, child);
  }
  return { member: '.' in fields || (children.size === 0 && !isRoot), children };
}

/** The fields of a set as people name them: `.spec.template.spec.containers[name="web"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const below = [...set.children].flatMap(([branch, child]) => pathsOf(child, prefix + branchText(branch)));
  return set.member ? [prefix, ...below] : below;
}

function branchText(branch: string): string {
  const text = branch.slice(2);
  if (branch.startsWith('f:')) return `.${text}`;
  if (branch.startsWith('v:')) return `[=${text}]`;
  if (branch.startsWith('i:')) return `[${text}]`;
  const keys: unknown = JSON.parse(text);
  const pairs = Object.entries(isObject(keys) ? keys : {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `[${pairs.join(',')}]`;
}
