import type { IncomingMessage } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { isObject, type Json, type JsonObject } from '../resources/json.ts';
import type { Resource } from '../resources/resource.ts';
import type { StructStructure } from '../resources/schema/structure.ts';
import { decodeProtobuf, PROTOBUF } from './protobuf.ts';
import { ApiError, badRequest } from './status.ts';

/** The real server's limit. */
const LIMIT_BYTES = 3 * 1024 * 1024;

/** @throws ApiError 413 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw badRequest('the body is not a stream of bytes');
    size += chunk.length;
    if (size > LIMIT_BYTES) {
      throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LIMIT_BYTES}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The media type of the body, without parameters, in lower case. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The media types in which Kubernetes' own kinds are taken. */
const BODY_TYPES: readonly string[] = ['application/json', 'application/yaml', PROTOBUF];

/** The media types in which objects of a kind are taken: custom resources have no protobuf. */
export function bodyTypesOf({ custom = false }: Pick<Resource, 'custom'>): readonly string[] {
  return custom ? BODY_TYPES.filter((type) => type !== PROTOBUF) : BODY_TYPES;
}

/** An object in JSON, YAML or protobuf, as the content type says. @throws ApiError 400, 413, 415 */
export async function readObject(
  request: IncomingMessage,
  structure: StructStructure,
  types: readonly string[] = BODY_TYPES,
): Promise<JsonObject> {
  const type = mediaType(request);
  const body = await readBody(request);
  if (type !== '' && !types.includes(type)) throw unsupportedMediaType(type, types);
  return parseObject(type, body, structure);
}

/** As `readObject`, where a request may have no body. */
export async function readOptionalObject(
  request: IncomingMessage,
  structure: StructStructure,
): Promise<JsonObject | undefined> {
  const body = await readBody(request);
  return body.length === 0 ? undefined : parseObject(mediaType(request), body, structure);
}

function parseObject(type: string, body: Buffer, structure: StructStructure): JsonObject {
  if (type === PROTOBUF) return requireObject(requirePlain(decodeProtobuf(structure, body)));
  if (type === 'application/yaml') return requireObject(parseYamlText(body.toString('utf8')));
  if (type === '' || type === 'application/json') return requireObject(parseJson(body.toString('utf8')));
  throw unsupportedMediaType(type, BODY_TYPES);
}

export function unsupportedMediaType(type: string, accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')} (got "${type}")`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}

/** @throws ApiError 400 */
export function requireObject(value: Json): JsonObject {
  if (!isObject(value)) throw badRequest('the body of the request is not an object');
  return value;
}

/** @throws ApiError 400 */
export function parseJson(text: string): Json {
  try {
    return requirePlain(JSON.parse(text));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, 'BadRequest', `the body of the request is not JSON: ${reasonOf(error)}`, undefined, error);
  }
}

/** @throws ApiError 400 */
export function parseYamlText(text: string): Json {
  try {
    // Round trip: YAML has values that JSON has not (dates, maps with other keys), and API objects are JSON.
    return requirePlain(JSON.parse(JSON.stringify(parseYaml(text, { maxAliasCount: 100 }) ?? null)));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, 'BadRequest', `the body of the request is not YAML: ${reasonOf(error)}`, undefined, error);
  }
}

/** No object of Kubernetes comes near it, and what walks through objects here needs not think of its stack. */
const DEEPEST = 200;

/** The value, if it is one that plain objects can hold and code can walk through. @throws ApiError 400 */
function requirePlain(value: Json, levels = DEEPEST): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) throw badRequest(`the body of the request is nested deeper than ${DEEPEST} levels`);
  if (Object.hasOwn(value, '__proto__')) throw badRequest('the Sticky lab does not support the key "__proto__"');
  for (const inner of Object.values(value)) requirePlain(inner, levels - 1);
  return value;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
