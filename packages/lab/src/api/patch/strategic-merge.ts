import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject } from '../../resources/json.ts';
import type { ListStructure, Structure } from '../../resources/schema/structure.ts';
import { badRequest } from '../status.ts';

/** How a field of a patch directs the merge: k8s.io/apimachinery/pkg/util/strategicpatch. */
const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/** Strategic merge patch: a merge patch that merges lists too, by the keys that the schema names. @throws ApiError 400 */
export function strategicMergePatch(
  structure: Structure | undefined,
  target: Json | undefined,
  patch: JsonObject,
): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`unknown patch directive: ${JSON.stringify(directive)}`);
  const result: JsonObject = isObject(target) ? { ...target } : {};
  retainKeys(result, patch[RETAIN_KEYS]);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM)) deleteValues(result, key.slice(DELETE_FROM.length), value);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else result[key] = mergeValue(inside(structure, key), result[key], value);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(ELEMENT_ORDER)) order(result, key.slice(ELEMENT_ORDER.length), value, structure);
  }
  return result;
}

function mergeValue(structure: Structure | undefined, target: Json | undefined, patch: Json): Json {
  if (isObject(patch)) return strategicMergePatch(structure, target, patch);
  if (!Array.isArray(patch)) return patch;
  if (structure?.type !== 'list' || structure.mergeKey === undefined) return patch;
  return mergeList(structure, structure.mergeKey, Array.isArray(target) ? target : [], patch);
}

function mergeList(structure: ListStructure, key: string, target: readonly Json[], patch: readonly Json[]): Json[] {
  if (key === '')
    return [...target, ...patch.filter((item) => !target.some((other) => isDeepStrictEqual(other, item)))];
  if (patch.some((item) => isObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => isObject(item) && item[DIRECTIVE] === undefined);
  }
  const result = [...target];
  for (const item of patch) {
    if (!isObject(item))
      throw badRequest('invalid JSON document: a list that merges by key has an item that is no object');
    const value = item[key];
    if (value === undefined) throw badRequest(`${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const index = result.findIndex((other) => isObject(other) && isDeepStrictEqual(other[key], value));
    if (item[DIRECTIVE] === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else {
      const merged = strategicMergePatch(structure.item, result[index], item);
      if (index >= 0) result[index] = merged;
      else result.push(merged);
    }
  }
  return result;
}

function inside(structure: Structure | undefined, key: string): Structure | undefined {
  if (structure?.type === 'map') return structure.value;
  return structure?.type === 'struct' ? structure.fields.get(key)?.structure : undefined;
}

function retainKeys(target: JsonObject, keys: Json | undefined): void {
  if (keys === undefined) return;
  if (!Array.isArray(keys)) throw badRequest('$retainKeys must be a list of field names');
  for (const key of Object.keys(target)) if (!keys.includes(key)) delete target[key];
}

function deleteValues(target: JsonObject, field: string, values: Json): void {
  const list = target[field];
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  target[field] = list.filter((item) => !values.some((value) => isDeepStrictEqual(value, item)));
}

/** Puts the items that the client names in its order, at the places that such items have; the others stay where they are. */
function order(target: JsonObject, field: string, wanted: Json, structure: Structure | undefined): void {
  const list = target[field];
  const inner = inside(structure, field);
  if (!Array.isArray(list) || !Array.isArray(wanted) || inner?.type !== 'list' || inner.mergeKey === undefined) return;
  const { mergeKey } = inner;
  const keyOf = (item: Json) => JSON.stringify(isObject(item) ? item[mergeKey] : item);
  const rank = new Map(wanted.map((item, index) => [keyOf(item), index]));
  const named = list.filter((item) => rank.has(keyOf(item)));
  named.sort((a, b) => (rank.get(keyOf(a)) ?? 0) - (rank.get(keyOf(b)) ?? 0));
  let next = 0;
  target[field] = list.map((item) => {
    if (!rank.has(keyOf(item))) return item;
    next += 1;
    return named[next - 1] ?? item;
  });
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([key]) => !key.startsWith('$'))
      .map(([key, value]) => [key, isObject(value) ? withoutDirectives(value) : value]),
  );
}
