import { parseDate } from 'tough-cookie';
import type { CookieSet } from '../sample.ts';

/** A cookie as a response set it, value and all: for the probe's own eyes. */
export interface SetCookie extends CookieSet {
  readonly value: string;
}

/** Octets of name and value together, over which a browser drops a cookie (RFC 6265bis, 5.6, step 5). */
export const cookieLimit = 4096;
/** Octets of an attribute's value, over which a browser ignores the attribute (RFC 6265bis, 5.6). */
const attributeLimit = 1024;

/** All control characters but the tab, which is white space (RFC 6265bis, 5.6, step 1). */
const control = /(?!\t)\p{Cc}/u;

/**
 * Reads a Set-Cookie field as browsers do (RFC 6265bis, draft 22, 5.6): leniently, so a cookie may have no name, and of an
 * attribute that stands there twice the last counts. Undefined when it sets nothing: it is empty, or a control character
 * makes a browser ignore it. What is too large is read all the same: see `keep`.
 *
 * tough-cookie's own reading is left aside for RFC 6265's: it takes `=a=b` for a cookie named `a`, cuts a field at
 * control characters, and knows no limits.
 */
export function parseSetCookie(field: string): SetCookie | undefined {
  if (control.test(field)) return undefined;
  const [pair = '', ...attributes] = field.split(';');
  const equals = pair.indexOf('=');
  const name = trim(pair.slice(0, Math.max(0, equals)));
  const value = trim(pair.slice(equals + 1));
  if (name === '' && value === '') return undefined;
  return attributes.reduce(withAttribute, { name, value, secure: false, httpOnly: false });
}

function withAttribute(cookie: SetCookie, attribute: string): SetCookie {
  const equals = attribute.indexOf('=');
  const name = trim(equals === -1 ? attribute : attribute.slice(0, equals)).toLowerCase();
  const value = equals === -1 ? '' : trim(attribute.slice(equals + 1));
  if (Buffer.byteLength(value) > attributeLimit) return cookie;
  switch (name) {
    case 'expires': {
      const expires = parseDate(value);
      return expires === undefined ? cookie : { ...cookie, expires: expires.toISOString() };
    }
    case 'max-age':
      return /^-?\d+$/.test(value) ? { ...cookie, maxAgeSeconds: bounded(Number(value)) } : cookie;
    case 'domain':
      return withOr(cookie, 'domain', value.replace(/^\./, '').toLowerCase());
    case 'path':
      return withOr(cookie, 'path', value.startsWith('/') ? value : '');
    case 'secure':
      return { ...cookie, secure: true };
    case 'httponly':
      return { ...cookie, httpOnly: true };
    case 'samesite':
      return withOr(cookie, 'sameSite', sameSites.get(value.toLowerCase()) ?? '');
    case 'partitioned':
      return { ...cookie, partitioned: true };
    default:
      return cookie;
  }
}

/** The cookie with the attribute; an empty one takes an earlier one back. */
function withOr(cookie: SetCookie, attribute: 'domain' | 'path' | 'sameSite', value: string): SetCookie {
  const { [attribute]: _, ...rest } = cookie;
  return value === '' ? rest : { ...rest, [attribute]: value };
}

const sameSites: ReadonlyMap<string, string> = new Map([
  ['strict', 'Strict'],
  ['lax', 'Lax'],
  ['none', 'None'],
]);

function bounded(seconds: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, seconds));
}

/** White space is blanks and tabs alone (RFC 5234), where String.trim takes more. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
