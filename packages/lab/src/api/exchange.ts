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
    // RFC 7234 section 5.5: code 299, no agent, a quoted text.
    warn: (text) => void response.appendHeader('warning', `299 - "${text.replace(/["\\]/g, '\\$&')}"`),
  };
}
