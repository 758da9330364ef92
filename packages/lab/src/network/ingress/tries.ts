import type { IncomingMessage } from 'node:http';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import { affinityCookie, readAffinityCookie } from './affinity-cookie.ts';
import { endpointId } from './affinity-key.ts';
import type { Location } from './locations.ts';

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
  readonly #request: IncomingMessage;
  readonly #location: () => Location | undefined;
  readonly #book: AddressBook;
  readonly #failed = new Set<string>();
  #last: string | undefined;

  /** `location` is asked anew for each try: meanwhile the pods may be others. */
  constructor(request: IncomingMessage, location: () => Location | undefined, book: AddressBook) {
    this.#request = request;
    this.#location = location;
    this.#book = book;
  }

  next(): Try | undefined {
    const location = this.#location();
    if (location === undefined) return undefined;
    const { upstream } = location;
    const cookieName = upstream.affinity?.cookie.name;
    const cookieKey =
      cookieName === undefined ? undefined : readAffinityCookie(this.#request.headers.cookie, cookieName);
    const choice = upstream.balancer.choose({ cookieKey, failed: this.#failed });
    if (choice === undefined) return undefined;
    if (choice.newKey !== undefined && upstream.affinity !== undefined && location.setsCookie) {
      const { cookie, backendKey } = upstream.affinity;
      this.setCookies.push(
        affinityCookie(cookie, `${choice.newKey}|${backendKey}`, {
          locationPath: location.path,
          isTls: false,
          userAgent: this.#request.headers['user-agent'],
        }),
      );
    }
    this.#last = endpointId(choice.endpoint);
    return { address: this.#book.resolve(choice.endpoint.ip, choice.endpoint.port) };
  }

  /** The last try failed. */
  failed(): void {
    if (this.#last !== undefined) this.#failed.add(this.#last);
  }
}

/** Whether a request that failed may be sent again: it means the same twice, and nothing of its body is gone. */
export function isRepeatable(request: IncomingMessage): boolean {
  return IDEMPOTENT.has(request.method ?? '') && !(hasBody(request) && request.readableDidRead);
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
