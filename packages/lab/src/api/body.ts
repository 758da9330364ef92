import type { IncomingMessage } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { isObject, type Json, type JsonObject } from '../resources/json.ts';
import { ApiError, badRequest } from './status.ts';

/** The real server's limit. */
const LIMIT_BYTES = 3 * 1024 * 1024;

/** The text of a request's body. @throws ApiError 413 */
export async function readText(request: IncomingMessage): Promise<string> {
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
  return Buffer.concat(chunks).toString('utf8');
}

/** The media type of the body, without parameters, in lower case. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** An object in JSON or YAML, as the content type says. @throws ApiError 400, 413, 415 */
export async function readObject(request: IncomingMessage): Promise<JsonObject> {
  const type = mediaType(request);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') {
    const message = `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml (got ${type})`;
    throw new ApiError(415, 'UnsupportedMediaType', message);
  }
  const text = await readText(request);
  const value = type === 'application/yaml' ? parseYamlText(text) : parseJson(text);
  if (!isObject(value)) throw badRequest(`the body of the request is not an object`);
  return value;
}

/** @throws ApiError 400 */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, 'BadRequest', `the body of the request is not JSON: ${reasonOf(error)}`, undefined, error);
  }
}

/** @throws ApiError 400 */
export function parseYamlText(text: string): Json {
  try {
    // Round trip: YAML has values that JSON has not (dates, maps with other keys), and API objects are JSON.
    return JSON.parse(JSON.stringify(parseYaml(text, { maxAliasCount: 100 }) ?? null));
  } catch (error) {
    throw new ApiError(400, 'BadRequest', `the body of the request is not YAML: ${reasonOf(error)}`, undefined, error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
