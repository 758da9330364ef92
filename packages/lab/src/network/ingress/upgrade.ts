import { request as ask, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import { errorBody } from './error-page.ts';
import { endToEnd, pairs, requestHeaders } from './headers.ts';
import type { Location } from './locations.ts';
import { READ_TIMEOUT_MS } from './pod-connections.ts';
import { originForm } from './route-request.ts';
import { MOST_TRIES, Tries } from './tries.ts';
import type { Upstreams } from './upstreams.ts';

export interface UpgradeOptions {
  readonly book: AddressBook;
  readonly location: Location;
  /** As of now; asked anew for each try. */
  readonly upstreams: () => Upstreams;
}

interface Upgraded {
  readonly answer: IncomingMessage;
  /** The pod's end, when it agreed to switch protocols. */
  readonly socket?: Duplex;
  readonly head: Buffer;
}

/** Passes a request to switch protocols (WebSocket) to a pod, and then what both sides say to each other. */
export async function forwardUpgrade(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  options: UpgradeOptions,
): Promise<void> {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  const tries = new Tries(request, options.location, options.upstreams, options.book);
  for (let count = 1; count <= MOST_TRIES; count += 1) {
    const next = tries.next();
    if (next === undefined) return answerAndClose(client, count === 1 ? 503 : 502);
    const upgraded = next.address === undefined ? undefined : await send(request, next.address, gone.signal);
    if (client.destroyed) return;
    if (upgraded !== undefined) return join(client, head, upgraded, tries.setCookies);
    tries.failed();
  }
  answerAndClose(client, 502);
}

/** Undefined when the pod gave no answer. What is open to the pod ends with the signal. */
function send(request: IncomingMessage, address: SocketAddress, signal: AbortSignal): Promise<Upgraded | undefined> {
  return new Promise((resolve) => {
    const headers = requestHeaders(request);
    const asked = ask({
      ...address,
      method: request.method ?? 'GET',
      path: originForm(request.url ?? '/'),
      headers: [...headers, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''],
      setDefaultHeaders: false,
      agent: false,
      signal,
      timeout: READ_TIMEOUT_MS,
    });
    asked.on('upgrade', (answer, socket, head) => resolve({ answer, socket, head }));
    asked.on('response', (answer) => resolve({ answer, head: Buffer.alloc(0) }));
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

function join(
  client: Duplex,
  clientHead: Buffer,
  { answer, socket, head }: Upgraded,
  setCookies: readonly string[],
): void {
  const pod = socket ?? answer;
  const connection =
    socket === undefined ? ['Connection', 'close'] : ['Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? ''];
  const headers = [
    ...endToEnd(answer.rawHeaders),
    ...connection,
    ...setCookies.flatMap((cookie) => ['Set-Cookie', cookie]),
  ];
  const lines = pairs(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
  client.write(head);
  pod.on('error', () => client.destroy());
  pod.on('close', () => client.end());
  client.on('close', () => pod.destroy());
  pod.pipe(client);
  if (socket === undefined) return;
  socket.write(clientHead);
  client.pipe(socket);
}

export function answerAndClose(client: Duplex, status: number): void {
  const body = errorBody(status);
  client.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: text/html\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
