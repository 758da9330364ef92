import fastJsonPatch from 'fast-json-patch';
import { isObject, type Json, type JsonObject } from '../../resources/json.ts';
import { ApiError, badRequest } from '../status.ts';

const OPERATIONS: ReadonlySet<Json | undefined> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** The real server's limit. */
const MOST_OPERATIONS = 10_000;

/** JSON patch, RFC 6902. @throws ApiError 400 for what is no patch, 422 for one that does not fit the object */
export function jsonPatch(target: JsonObject, patch: Json): Json {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch must be a list of operations');
  if (patch.length > MOST_OPERATIONS) {
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`,
    );
  }
  try {
    // Its operations are checked by the library itself (the flag `true`); its types want them checked before.
    const operations = patch.filter(isOperation);
    if (operations.length < patch.length) throw new Error('every operation needs an "op" and a "path"');
    return fastJsonPatch.applyPatch<Json>(structuredClone(target), operations, true).newDocument;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ApiError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${why}`,
      {},
      error,
    );
  }
}

function isOperation(value: Json): value is JsonObject & fastJsonPatch.Operation {
  return isObject(value) && OPERATIONS.has(value.op) && typeof value.path === 'string';
}
