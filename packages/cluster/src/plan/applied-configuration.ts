import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@sticky/manifests';
import { FIELD_MANAGER } from '../api/api.ts';
import { isJsonObject, type JsonObject, parseJson } from '../api/json.ts';
import type { LiveObject } from '../api/objects.ts';

/** What is sent to server-side apply: all that Sticky wants to own of an object, and nothing else. */
export type AppliedConfiguration = KubernetesObject & JsonObject;

/** The keys from an object's root to one of its fields. */
export type FieldPath = readonly string[];

/**
 * What `manager` has applied to an object, by its `managedFields`: to change one field, change it here and apply the
 * result. Applying less would take away the rest; applying the whole object would claim what belongs to others.
 *
 * As client-go's `Extract…` functions do (applyconfigurations, `managedfields.ExtractInto`).
 */
export function extractApplied(live: LiveObject, manager: string = FIELD_MANAGER): AppliedConfiguration {
  const entry = live.metadata.managedFields.find(
    (fields) => fields.manager === manager && fields.operation === 'Apply' && fields.subresource === '',
  );
  const owned = Object.entries(entry?.fieldsV1 ?? {});
  const fields = extractFields(live, owned);
  return {
    ...fields,
    apiVersion: live.apiVersion,
    kind: live.kind,
    metadata: { ...(isJsonObject(fields.metadata) ? fields.metadata : {}), name: live.metadata.name },
  };
}

/** Objects merge, all else of `over` replaces what is in `base`. */
export function overlay<T extends JsonObject>(base: T, over: unknown): T {
  if (!isJsonObject(over)) return base;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const present = merged[key];
    merged[key] = isJsonObject(present) && isJsonObject(value) ? overlay(present, value) : value;
  }
  // Only fields that T leaves open or already has are laid over it.
  return merged as T;
}

/** The managers other than this applier that own one of the fields, each given as its path of keys. */
export function otherOwners(
  live: LiveObject,
  paths: readonly FieldPath[],
  manager: string = FIELD_MANAGER,
): { manager: string; field: string }[] {
  return live.metadata.managedFields
    .filter((entry) => !(entry.manager === manager && entry.operation === 'Apply'))
    .flatMap((entry) =>
      paths
        .filter((path) => owns(entry.fieldsV1, path))
        .map((path) => ({ manager: entry.manager, field: fieldName(path) })),
    );
}

/** `.spec.replicas`, `.metadata.annotations.nginx.ingress.kubernetes.io/affinity`: as the server writes it in a conflict. */
function fieldName(path: FieldPath): string {
  return path.map((key) => `.${key}`).join('');
}

function owns(fields: JsonObject, path: FieldPath): boolean {
  let current: unknown = fields;
  for (const key of path) {
    if (!isJsonObject(current)) return false;
    current = current[`f:${key}`];
    // A leaf above the path owns all below it.
    if (isJsonObject(current) && Object.keys(current).length === 0) return true;
  }
  return current !== undefined;
}

/** FieldsV1 (structured-merge-diff): `f:` a field, `k:` a list item by its keys, `v:` a set's value, `.` the item itself. */
function extract(value: unknown, fields: JsonObject): unknown {
  const members = Object.entries(fields).filter(([key]) => key !== '.');
  if (members.length === 0) {
    const containerOnly = '.' in fields;
    return containerOnly ? (Array.isArray(value) ? [] : {}) : value;
  }
  return Array.isArray(value) ? extractItems(value, members) : extractFields(value, members);
}

function extractFields(value: unknown, members: [string, unknown][]): JsonObject {
  const entries = members.flatMap(([key, inner]) => {
    const name = key.slice('f:'.length);
    if (!key.startsWith('f:') || !isJsonObject(value) || !Object.hasOwn(value, name)) return [];
    return [[name, extract(value[name], isJsonObject(inner) ? inner : {})] as const];
  });
  return Object.fromEntries(entries);
}

function extractItems(items: readonly unknown[], members: [string, unknown][]): readonly unknown[] {
  return items.flatMap((item) => {
    for (const [key, inner] of members) {
      const wanted = parseJson(key.slice(2));
      if (key.startsWith('v:') && isDeepStrictEqual(item, wanted)) return [item];
      if (!key.startsWith('k:') || !hasKeys(item, wanted)) continue;
      const extracted = extract(item, isJsonObject(inner) ? inner : {});
      return [{ ...(isJsonObject(wanted) ? wanted : {}), ...(isJsonObject(extracted) ? extracted : {}) }];
    }
    return [];
  });
}

function hasKeys(item: unknown, keys: unknown): boolean {
  return (
    isJsonObject(item) &&
    isJsonObject(keys) &&
    Object.entries(keys).every(([key, value]) => isDeepStrictEqual(item[key], value))
  );
}
