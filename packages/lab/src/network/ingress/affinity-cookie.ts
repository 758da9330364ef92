import type { IngressNginxCookie } from '@sticky/manifests';
import { bytesOf } from './uri.ts';

/** What an affinity cookie says. */
export interface AffinityValue {
  /** All of it, as it was sent. */
  readonly text: string;
  /** Which pod: a name or a hash, by the mode. */
  readonly upstreamKey: string | undefined;
  /** Which upstream it was issued for. */
  readonly backendKey: string | undefined;
}

/** The affinity cookie in a request's Cookie field. Undefined where there is none of the name. */
export function readAffinityCookie(header: string | undefined, name: string): AffinityValue | undefined {
  const text = lastCookie(header ?? '', name);
  if (text === undefined) return undefined;
  // Split at runs of `|`; a value without one is a key too.
  const [upstreamKey, backendKey] = text.match(/[^|]+/g) ?? [];
  return { text, upstreamKey, backendKey };
}

/** As lua-resty-cookie reads the field: a space ends a value too, and of several cookies of a name the last one counts. */
function lastCookie(header: string, name: string): string | undefined {
  let last: string | undefined;
  for (let at = skipBlanks(header, 0); at < header.length; ) {
    const equals = header.indexOf('=', at);
    if (equals === -1) break;
    const end = endOfValue(header, equals + 1);
    if (header.slice(at, equals) === name) last = header.slice(equals + 1, end);
    at = skipBlanks(header, end + 1);
  }
  return last;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function endOfValue(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ';' && text[at] !== ' ' && text[at] !== '\t') at += 1;
  return at;
}

export interface CookieRequest {
  /** The path of the Ingress as written, which is the cookie's unless an annotation says otherwise. */
  readonly locationPath: string;
  readonly isTls: boolean;
  readonly userAgent: string | undefined;
}

/** The Set-Cookie line, its attributes in the order in which lua-resty-cookie writes them. `value` is not encoded. */
export function affinityCookie(
  cookie: IngressNginxCookie,
  value: string,
  request: CookieRequest,
  now = new Date(),
): string {
  const { expires, maxAge, domain, path, secure, sameSite } = cookie;
  const isLeftOut = cookie.conditionalSameSiteNone && sameSite === 'None' && !understandsNone(request.userAgent ?? '');
  return [
    `${cookie.name}=${value}`,
    expires === undefined ? [] : `Expires=${cookieTime(now, expires)}`,
    maxAge === undefined ? [] : `Max-Age=${maxAge}`,
    domain === undefined ? [] : `Domain=${domain}`,
    `Path=${path ?? bytesOf(request.locationPath)}`,
    secure === true || request.isTls ? 'Secure' : [],
    'HttpOnly',
    sameSite === undefined || isLeftOut ? [] : `SameSite=${sameSite}`,
  ]
    .flat()
    .join('; ');
}

/** The last time that a Date can say. */
const LATEST = 8.64e15;

/** `Thu, 18-Nov-10 11:27:35 GMT`, as nginx writes the time of a cookie: two digits of the year up to 2037. */
function cookieTime(now: Date, seconds: number): string {
  const time = (Math.floor(now.getTime() / 1000) + seconds) * 1000;
  const date = new Date(Math.max(0, Math.min(LATEST, time)));
  const [weekday = '', day, month, year = '', clock] = date.toUTCString().split(' ');
  return `${weekday} ${day}-${month}-${Number(year) > 2037 ? year : year.slice(-2)} ${clock} GMT`;
}

/** User agents that take SameSite=None for Strict, or drop the cookie (util/same_site.lua). */
function understandsNone(userAgent: string): boolean {
  if (/Chrome\/[456]|CPU iPhone OS 12|iPad; CPU OS 12/.test(userAgent)) return false;
  const isSafariOnMojave = ['Macintosh', 'Intel Mac OS X 10_14', 'Safari'].every((part) => userAgent.includes(part));
  return !isSafariOnMojave || userAgent.includes('Chrome');
}
