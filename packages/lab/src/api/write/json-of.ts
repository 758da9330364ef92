import type { JsonObject } from '../../resources/json.ts';

/** An object as it would be on the wire, to be changed at will. */
export function jsonOf(object: object): JsonObject {
  return JSON.parse(JSON.stringify(object));
}
