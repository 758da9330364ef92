import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ApiError, unauthorized } from './status.ts';

/**
 * Lets a request in only when it carries the token and comes from a program, not from a web page: browsers send an
 * Origin with everything that could change something, and a page that points a name of its own at loopback (DNS
 * rebinding) gives itself away by the Host.
 *
 * @throws ApiError 401, 403
 */
export function guard(
  request: IncomingMessage,
  own: { readonly token: string; readonly authorities: ReadonlySet<string> },
): void {
  if (request.headers.origin !== undefined) {
    throw new ApiError(403, 'Forbidden', 'requests from web pages are refused: the Origin header must be absent');
  }
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!own.authorities.has(host)) {
    throw new ApiError(403, 'Forbidden', `this server is not "${host}": use the address in the kubeconfig`);
  }
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !sameSecret(token, own.token)) throw unauthorized();
}

/** Compares in a time that tells nothing of where the texts differ, nor of their length. */
function sameSecret(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
