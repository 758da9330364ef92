import { isObject, type Json, type JsonObject } from '../../resources/json.ts';
import type { ListStructure, Structure } from '../../resources/schema/structure.ts';
import { badRequest } from '../status.ts';

/** A part of a value that can have an owner of its own. */
export interface Part {
  /** As in FieldsV1: `f:replicas`, `k:{"name":"web"}`. */
  readonly branch: string;
  readonly structure: Structure;
  readonly value: Json;
}

/** The parts of a value; undefined when it has one owner as a whole. */
export function partsOf(structure: Structure, value: Json): readonly Part[] | undefined {
  if (structure.type === 'struct' && !structure.atomic && isObject(value)) {
    return Object.entries(value).flatMap(([name, inner]) => {
      const field = structure.fields.get(name);
      return field === undefined ? [] : [{ branch: `f:${name}`, structure: field.structure, value: inner }];
    });
  }
  if (structure.type === 'map' && !structure.atomic && isObject(value)) {
    return Object.entries(value).map(([key, inner]) => ({
      branch: `f:${key}`,
      structure: structure.value,
      value: inner,
    }));
  }
  if (structure.type === 'list' && structure.listType !== 'atomic' && Array.isArray(value)) {
    return value.map((item) => ({ branch: itemBranch(structure, item), structure: structure.item, value: item }));
  }
  return undefined;
}

/** A value of the same structure made of parts, in their order. */
export function assemble(structure: Structure, parts: readonly Part[]): Json {
  if (structure.type === 'list') return parts.map(({ value }) => value);
  return Object.fromEntries(parts.map(({ branch, value }) => [branch.slice(2), value]));
}

/** Items of a list that merges are told apart by keys or, scalars, by value. @throws ApiError 400 without a key */
function itemBranch(list: ListStructure, item: Json): string {
  if (list.listType === 'set') return `v:${JSON.stringify(item)}`;
  const keys: JsonObject = {};
  for (const key of [...list.keys].sort()) {
    const value = (isObject(item) ? item[key] : undefined) ?? list.keyDefaults[key];
    if (value !== undefined) keys[key] = value;
  }
  if (Object.keys(keys).length === 0) {
    const names = list.keys.map((key) => JSON.stringify(key)).join(' ');
    throw badRequest(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return `k:${JSON.stringify(keys)}`;
}
