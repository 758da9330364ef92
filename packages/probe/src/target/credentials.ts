import { ProbeError } from '../errors.ts';
import type { Field } from '../transport.ts';

/** How a client says who it is: a user name and a password (RFC 7617), or a token (RFC 6750). */
export type Credentials =
  | { readonly basic: { readonly user: string; readonly password: string } }
  | { readonly bearer: string };

/**
 * The Authorization field that credentials make; none without any.
 *
 * @throws ProbeError `invalid-credentials`, without a word of them
 */
export function parseCredentials(credentials: Credentials | undefined): readonly Field[] {
  if (credentials === undefined) return [];
  return [['authorization', 'bearer' in credentials ? bearer(credentials.bearer) : basic(credentials.basic)]];
}

/** @throws ProbeError `invalid-credentials` */
export function basic({ user, password }: { user: string; password: string }): string {
  // RFC 7617, 2: the first colon ends the user name.
  if (user.includes(':') || /\p{Cc}/u.test(user + password)) {
    throw new ProbeError(
      'invalid-credentials',
      'A user name has no colon, and neither it nor a password has control characters: give them without.',
    );
  }
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

function bearer(token: string): string {
  if (/^[\w.~+/-]+=*$/.test(token)) return `Bearer ${token}`;
  throw new ProbeError(
    'invalid-credentials',
    'Not a bearer token: give it alone, without "Bearer" and without blanks.',
  );
}
