import { isObject, type Json, type JsonObject } from '../../resources/json.ts';
import { type FieldSet, fromFieldsV1, isEmpty, sameFields, toFieldsV1 } from './field-set.ts';

/** Who owns which fields, as one entry of `metadata.managedFields`. */
export interface ManagerEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** RFC 3339; when the set last changed. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** Whose entry it is: a manager that applies has one, also across API versions. */
export function isSameManager(
  a: Omit<ManagerEntry, 'time' | 'fields'>,
  b: Omit<ManagerEntry, 'time' | 'fields'>,
): boolean {
  return a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;
}

/** The entries of an object's managedFields; undefined when there are none or they are broken. */
export function readManagedFields(object: JsonObject): readonly ManagerEntry[] | undefined {
  const list = isObject(object.metadata) ? object.metadata.managedFields : undefined;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const entries = list.map(readEntry).filter((entry) => entry !== undefined);
  return entries.length === list.length ? entries : undefined;
}

/** Whether a client asks to forget all owners: an empty list, or one with one empty entry. */
export function isReset(object: JsonObject): boolean {
  const list = isObject(object.metadata) ? object.metadata.managedFields : undefined;
  if (!Array.isArray(list)) return false;
  const [first, ...more] = list;
  return first === undefined || (more.length === 0 && isObject(first) && Object.keys(first).length === 0);
}

function readEntry(value: Json): ManagerEntry | undefined {
  if (!isObject(value)) return undefined;
  const { manager, operation, apiVersion, time, subresource } = value;
  const fields = fromFieldsV1(value.fieldsV1);
  if (typeof manager !== 'string' || typeof apiVersion !== 'string' || fields === undefined) return undefined;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  return {
    manager,
    operation,
    apiVersion,
    subresource: typeof subresource === 'string' ? subresource : '',
    time: typeof time === 'string' ? time : '',
    fields,
  };
}

/** The object with these managedFields; an entry whose set is the same as in `before` keeps its time. */
export function withManagedFields(
  object: JsonObject,
  entries: readonly ManagerEntry[],
  before: readonly ManagerEntry[],
): JsonObject {
  const managedFields = entries
    .filter(({ fields }) => !isEmpty(fields))
    .map((entry) => {
      const old = before.find((other) => isSameManager(other, entry));
      return writeEntry(
        old !== undefined && sameFields(old.fields, entry.fields) ? { ...entry, time: old.time } : entry,
      );
    });
  const { managedFields: _, ...metadata } = isObject(object.metadata) ? object.metadata : {};
  return { ...object, metadata: { ...metadata, ...(managedFields.length > 0 ? { managedFields } : {}) } };
}

function writeEntry({ manager, operation, apiVersion, time, fields, subresource }: ManagerEntry): JsonObject {
  return {
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    manager,
    operation,
    ...(subresource === '' ? {} : { subresource }),
    time,
  };
}
