import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import { answerError } from './error-page.ts';
import { endToEnd, pairs, type RawHeaders, requestHeaders } from './headers.ts';
import type { Location } from './locations.ts';
import type { PodConnections } from './pod-connections.ts';
import { originForm } from './route-request.ts';
import { hasBody, isRepeatable, MOST_TRIES, Tries } from './tries.ts';
import type { Upstreams } from './upstreams.ts';

export interface ForwardOptions {
  readonly book: AddressBook;
  readonly connections: PodConnections;
  readonly location: Location;
  /** As of now; asked anew for each try. */
  readonly upstreams: () => Upstreams;
}

/** Sends a request to a pod of its location and the pod's answer back, both as they flow. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  options: ForwardOptions,
): Promise<void> {
  const tries = new Tries(request, options.location, options.upstreams, options.book);
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const headers = requestHeaders(request);
  for (let count = 1; count <= MOST_TRIES; count += 1) {
    const next = tries.next();
    if (next === undefined) return answerError(response, count === 1 ? 503 : 502);
    const answer = await send(request, headers, next.address, options.connections, gone.signal);
    if (answer !== undefined) return await relay(answer, response, tries.setCookies);
    tries.failed();
    if (gone.signal.aborted) return;
    if (!isRepeatable(request)) break;
  }
  answerError(response, 502);
}

/** Undefined when the pod gave no answer. */
async function send(
  request: IncomingMessage,
  headers: string[],
  address: SocketAddress | undefined,
  connections: PodConnections,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData | undefined> {
  if (address === undefined) return undefined;
  try {
    return await connections.to(address).request({
      path: originForm(request.url ?? '/'),
      // node's parser lets known methods through only.
      method: request.method as Dispatcher.HttpMethod,
      headers,
      body: hasBody(request) ? Readable.from(bodyOf(request)) : null,
      signal,
      responseHeaders: 'raw',
    });
  } catch {
    // Whatever it was, the pod gave no answer, and that is all that routing knows of it: nginx logs it, and tries the next.
    return undefined;
  }
}

/** Read when the first byte can be sent, not before: a pod that cannot be reached leaves the body for the next one. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  // Not destroyed on failure, as the client's connection is still to carry the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
}

async function relay(
  answer: Dispatcher.ResponseData,
  response: ServerResponse,
  setCookies: readonly string[],
): Promise<void> {
  // With `responseHeaders: 'raw'` the headers are a list, which undici's types do not say.
  const headers = endToEnd(answer.headers as unknown as RawHeaders);
  for (const [name, value] of pairs(headers)) response.appendHeader(name, asLatin1(value));
  for (const cookie of setCookies) response.appendHeader('Set-Cookie', asLatin1(cookie));
  if (response.hasHeader('date')) response.sendDate = false;
  response.writeHead(answer.statusCode);
  response.flushHeaders();
  try {
    await pipeline(answer.body, response);
  } catch {
    // One side went away in the middle: the other must see that the answer is not whole.
    response.destroy();
  }
}

/** node writes headers as Latin-1: the bytes of what undici read as UTF-8 go out as they came. */
function asLatin1(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}
