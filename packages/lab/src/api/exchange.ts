import type { IncomingMessage, ServerResponse } from 'node:http';
import { negotiateView } from './accept.ts';
import type { Rendering } from './render.ts';
import type { ApiOptions } from './server.ts';
import { badRequest } from './status.ts';
import { type WriteContext, writeOptions } from './write/options.ts';

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly options: ApiOptions;
  /** Aborts when the client has gone or the server ends. */
  readonly signal: AbortSignal;
}

export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

/** How the client wants to see objects. @throws ApiError 400, 406 */
export function renderingOf({ request, query }: Exchange): Rendering {
  const include = query.get('includeObject') || 'Metadata';
  if (include !== 'None' && include !== 'Metadata' && include !== 'Object') {
    throw badRequest(`unrecognized includeObject value: "${include}"`);
  }
  return { view: negotiateView(request.headers.accept), includeObject: include };
}

/** What a write needs at hand; its warnings go into the answer's header. @throws ApiError 400 */
export function writeContext({ request, response, query, options }: Exchange): WriteContext {
  return {
    store: options.store,
    options: writeOptions(query, request.headers['user-agent']),
    warn: (text) => addWarning(response, text),
  };
}

/** As many characters of warnings as the real server sends with one answer, and of each where there are more. */
const MOST_WARNING = 4096;
const MOST_OF_ONE_WARNING = 256;

/** RFC 7234 section 5.5: code 299, no agent, a quoted text; in UTF-8, which goes out as the bytes that it is. */
function addWarning(response: ServerResponse, text: string): void {
  const sent = String(response.getHeader('warning') ?? '').length;
  if (sent + MOST_OF_ONE_WARNING > MOST_WARNING) return;
  const shown = text.slice(0, MOST_OF_ONE_WARNING).replace(/\p{Cc}/gu, ' ');
  const quoted = shown.replace(/["\\]/g, '\\$&');
  response.appendHeader('warning', `299 - "${Buffer.from(quoted, 'utf8').toString('latin1')}"`);
}
