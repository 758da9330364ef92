import type { IncomingMessage } from 'node:http';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { RequestHead } from '../proxy/route.ts';
import { balanceRequest, type RequestBalance } from './balance-request.ts';
import { pairs } from './headers.ts';
import type { Location } from './locations.ts';
import { hostName, originForm } from './route-request.ts';
import type { Upstreams } from './upstreams.ts';

/** ingress-nginx's default for `proxy-next-upstream-tries`. */
export const MOST_TRIES = 3;

/** RFC 9110 section 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

/** Where the next try of a request goes. */
export interface Try {
  /** Undefined where nothing can listen. */
  readonly address: SocketAddress | undefined;
}

/** The tries of one request: which pods it has met, and which cookies the answer will carry for them. */
export class Tries {
  /** A fresh pick made at each try, so a failed one leaves its cookie before that of the next, as in ingress-nginx. */
  readonly setCookies: string[] = [];
  readonly #balance: RequestBalance;
  readonly #book: AddressBook;
  readonly #failed: ServiceEndpoint[] = [];
  #last: ServiceEndpoint | undefined;

  /** `upstreams` is asked anew for each try: meanwhile the pods may be others. */
  constructor(request: IncomingMessage, location: Location, upstreams: () => Upstreams, book: AddressBook) {
    const head = headOf(request);
    this.#balance = balanceRequest(upstreams, {
      head,
      server: location.host,
      target: head.target,
      locationPath: location.path,
      upstream: location.upstream.name,
    });
    this.#book = book;
  }

  next(): Try | undefined {
    const choice = this.#balance.choose(this.#failed);
    if (choice === undefined) return undefined;
    for (const [, value] of choice.fields ?? []) this.setCookies.push(value);
    this.#last = choice.endpoint;
    return { address: this.#book.resolve(choice.endpoint.ip, choice.endpoint.port) };
  }

  /** The last try failed. */
  failed(): void {
    if (this.#last !== undefined) this.#failed.push(this.#last);
  }
}

function headOf(request: IncomingMessage): RequestHead {
  return {
    method: request.method ?? '',
    target: originForm(request.url ?? '/'),
    version: request.httpVersion === '1.0' ? '1.0' : '1.1',
    scheme: 'http',
    authority: request.headers.host ?? '',
    host: hostName(request.headers.host),
    fields: pairs(request.rawHeaders),
    field: (name) => {
      const values = pairs(request.rawHeaders).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
      return values.length === 0 ? undefined : values.join(name === 'cookie' ? '; ' : ', ');
    },
    client: { address: request.socket.remoteAddress ?? '', port: request.socket.remotePort ?? 0 },
    localPort: request.socket.localPort ?? 80,
    serverName: undefined,
  };
}

/** Whether a request that failed may be sent again: it means the same twice, and nothing of its body is gone. */
export function isRepeatable(request: IncomingMessage): boolean {
  return IDEMPOTENT.has(request.method ?? '') && !(hasBody(request) && request.readableDidRead);
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
