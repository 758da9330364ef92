import type { JsonObject } from '../../resources/json.ts';
import type { StructStructure } from '../../resources/schema/structure.ts';
import { type Comparison, changed, compare, fieldsOf } from './compare.ts';
import { conflictError } from './conflict.ts';
import {
  difference,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmpty,
  NO_FIELDS,
  under,
  union,
} from './field-set.ts';
import { isReset, isSameManager, type ManagerEntry, readManagedFields, withManagedFields } from './managed-fields.ts';
import { merge, prune } from './merge.ts';

/** Who writes, and what part of the object the write reaches. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** RFC 3339. */
  readonly now: string;
}

/** Whom all fields of an object belong to that nobody applied to before (pkg/util/managedfields, skipnonapplied.go). */
const BEFORE_FIRST_APPLY = 'before-first-apply';

/** What is the server's, and so nobody's (pkg/util/managedfields, stripmeta.go). */
const SERVERS_OWN: FieldSet =
  fromFieldsV1({
    'f:apiVersion': {},
    'f:kind': {},
    'f:metadata': {
      '.': {},
      'f:name': {},
      'f:namespace': {},
      'f:creationTimestamp': {},
      'f:selfLink': {},
      'f:uid': {},
      'f:generation': {},
      'f:managedFields': {},
      'f:resourceVersion': {},
    },
  }) ?? NO_FIELDS;

/**
 * The object with its owners after a write that is no apply: who changes a field owns it, and nobody else.
 *
 * @param live the object before; undefined for a new one
 * @param next the object after, with defaults
 */
export function trackUpdate(
  structure: StructStructure,
  live: JsonObject | undefined,
  next: JsonObject,
  writer: Writer,
): JsonObject {
  const before = (live === undefined ? undefined : readManagedFields(live)) ?? [];
  // A client that knows managedFields may change them; one that does not must not lose them.
  const sent = writer.subresource === '' ? readManagedFields(next) : undefined;
  const base = writer.subresource === '' && isReset(next) ? [] : (sent ?? before);
  const comparison = reached(writer, compare(structure, bare(live ?? {}), bare(next)));
  const mine: ManagerEntry = { ...entryOf(writer, 'Update'), fields: NO_FIELDS };
  const own = base.find((entry) => isSameManager(entry, mine))?.fields ?? NO_FIELDS;
  const fields = difference(union(difference(own, comparison.removed), changed(comparison)), SERVERS_OWN);
  const others = base.filter((entry) => !isSameManager(entry, mine)).map((entry) => withoutChanges(entry, comparison));
  return withManagedFields(next, [...others, { ...mine, fields }], before);
}

/**
 * Server-side apply: `live` with what `config` sets, without what the same manager set before and sets no more.
 *
 * @param live undefined when the object is made
 * @param force take what others own
 * @throws ApiError 409 when others own what would change, 400 for a `config` that cannot be merged
 */
export function apply(
  structure: StructStructure,
  live: JsonObject | undefined,
  config: JsonObject,
  writer: Writer,
  force: boolean,
): JsonObject {
  const before = live === undefined ? [] : (readManagedFields(live) ?? ownersBeforeFirstApply(structure, live, writer));
  const mine: ManagerEntry = { ...entryOf(writer, 'Apply'), fields: NO_FIELDS };
  const others = before.filter((entry) => !isSameManager(entry, mine));
  const last = before.find((entry) => isSameManager(entry, mine))?.fields ?? NO_FIELDS;
  const wanted = fieldsOf(structure, bare(config));

  const merged = asObject(merge(structure, live === undefined ? undefined : bare(live), bare(config)));
  const kept = others.reduce((set, { fields }) => union(set, fields), wanted);
  const object = asObject(prune(structure, merged, last, kept));

  const comparison = reached(writer, compare(structure, bare(live ?? {}), object));
  const conflicts = others
    .map((entry) => ({ entry, fields: intersection(entry.fields, changed(comparison)) }))
    .filter(({ fields }) => !isEmpty(fields));
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);

  const fields = difference(reachedFields(writer, wanted), SERVERS_OWN);
  const entries = [...others.map((entry) => withoutChanges(entry, comparison)), { ...mine, fields }];
  return withManagedFields(object, entries, before);
}

function ownersBeforeFirstApply(structure: StructStructure, live: JsonObject, writer: Writer): ManagerEntry[] {
  const before = { ...writer, manager: BEFORE_FIRST_APPLY, subresource: '' };
  const fields = difference(reachedFields(before, fieldsOf(structure, bare(live))), SERVERS_OWN);
  return [{ ...entryOf(before, 'Update'), fields }];
}

function entryOf(
  { manager, apiVersion, subresource, now }: Writer,
  operation: 'Apply' | 'Update',
): Omit<ManagerEntry, 'fields'> {
  return { manager, operation, apiVersion, subresource, time: now };
}

/** What an owner is left with when others have changed fields. */
function withoutChanges(entry: ManagerEntry, comparison: Comparison): ManagerEntry {
  return { ...entry, fields: difference(entry.fields, union(changed(comparison), comparison.removed)) };
}

/** A write to /status changes nothing but the status, and one to the object all but the status. */
function reachedFields({ subresource }: Writer, set: FieldSet): FieldSet {
  return under(set, (branch) => (branch === 'f:status') === (subresource === 'status'));
}

function reached(writer: Writer, { added, modified, removed }: Comparison): Comparison {
  return {
    added: reachedFields(writer, added),
    modified: reachedFields(writer, modified),
    removed: reachedFields(writer, removed),
  };
}

/** managedFields are not managed themselves. */
function bare(object: JsonObject): JsonObject {
  return withManagedFields(object, [], []);
}

function asObject(value: unknown): JsonObject {
  // Merging and pruning keep a struct a struct.
  return value as JsonObject;
}
