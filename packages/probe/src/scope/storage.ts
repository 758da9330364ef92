import { isIP } from 'node:net';
import { defaultPath, domainMatch } from 'tough-cookie';
import { bare, hostOf, isPublicSuffix, isSecure } from './origin.ts';
import { cookieLimit, type SetCookie } from './set-cookie.ts';

/** The rule by which a browser does not keep a cookie, or does not send it back. */
export type ScopeRule =
  /** Name and value together have more than 4096 octets. */
  | 'size'
  | 'public-suffix'
  | 'domain'
  | 'path'
  | 'secure'
  /** SameSite=None without Secure. */
  | 'none-insecure'
  /** Partitioned without Secure. */
  | 'partitioned'
  /** The name starts with __Secure-, __Host-, __Http- or __Host-Http-, and promises what the attributes do not keep. */
  | 'prefix'
  | 'expired'
  /** Another site asks. */
  | 'same-site';

export interface Refusal {
  readonly rule: ScopeRule;
  /** The rest of a sentence on the cookie: `it is Secure and the route is http`. */
  readonly why: string;
}

/** A cookie as a browser keeps it. */
export interface KeptCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** It goes back to `domain` alone, not to names below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly sameSite: 'Strict' | 'Lax' | 'None';
  /** Milliseconds since 1970 at which it ends; absent when it ends with the browser. */
  readonly ends?: number;
}

/** The longest life of a cookie, in seconds: 400 days (RFC 6265bis, 5.5). */
export const longestLife = 34_560_000;

/**
 * What a browser makes of a cookie that `url` sets, as an answer to the user's own request, at `now` (milliseconds since
 * 1970): RFC 6265bis, draft 22, 5.7; Partitioned: draft-cutler-httpbis-partitioned-cookies. One whose end is past is kept,
 * too: it takes the place of an earlier one. Step 16 is left out: who asks one URL alone never gets to it.
 */
export function keep(cookie: SetCookie, url: URL, now: number): KeptCookie | Refusal {
  const { name, value, secure } = cookie;
  if (Buffer.byteLength(name) + Buffer.byteLength(value) > cookieLimit) {
    return { rule: 'size', why: `its name and value have more than ${cookieLimit} bytes together` };
  }
  const host = hostOf(url);
  const domain = domainFor(cookie.domain, host);
  if (typeof domain !== 'string') return domain;
  if (secure && !isSecure(url)) return { rule: 'secure', why: 'it is Secure and the route is http' };
  if (cookie.sameSite === 'None' && !secure) {
    return { rule: 'none-insecure', why: 'it is SameSite=None without Secure' };
  }
  if (cookie.partitioned && !secure) return { rule: 'partitioned', why: 'it is Partitioned without Secure' };
  const broken = brokenPrefix(cookie, domain !== '');
  if (broken !== undefined) return { rule: 'prefix', why: broken };
  const ends = endOf(cookie, now);
  return {
    name,
    value,
    domain: domain === '' ? host : domain,
    hostOnly: domain === '',
    path: cookie.path ?? defaultPath(url.pathname),
    secure,
    // What says nothing is Lax (5.6.7, with the default of Chrome and Edge).
    sameSite: cookie.sameSite === 'Strict' || cookie.sameSite === 'None' ? cookie.sameSite : 'Lax',
    ...(ends === undefined ? {} : { ends }),
  };
}

/** The domain that a cookie is for; empty for the host alone (5.7, steps 7 to 10). */
function domainFor(attribute: string | undefined, host: string): string | Refusal {
  if (attribute === undefined) return '';
  const domain = bare(attribute);
  if (isIP(host) !== 0 && domain === host) return '';
  if (isPublicSuffix(domain)) {
    return domain === host ? '' : { rule: 'public-suffix', why: `its domain ${domain} is a public suffix` };
  }
  return domainMatch(host, domain) === true
    ? domain
    : { rule: 'domain', why: `its domain ${domain} does not fit ${host}` };
}

/** What a name's prefix promises (5.4; 5.7, steps 20 to 22), and of the layered cookies draft, __Http- and __Host-Http-. */
function brokenPrefix({ name, value, secure, httpOnly, path }: SetCookie, wide: boolean): string | undefined {
  // A server may read a cookie without a name by what its value starts with.
  const starts = (prefix: string) => (name === '' ? value : name).toLowerCase().startsWith(prefix.toLowerCase());
  const prefix = ['__Host-Http-', '__Http-', '__Host-', '__Secure-'].find(starts);
  if (prefix === undefined) return undefined;
  if (name === '') return `it has no name, and its value starts with ${prefix}`;
  const wants = [
    ...(secure ? [] : ['Secure']),
    ...(prefix.includes('Http-') && !httpOnly ? ['HttpOnly'] : []),
    ...(prefix.startsWith('__Host-') && path !== '/' ? ['Path=/'] : []),
    ...(prefix.startsWith('__Host-') && wide ? ['no Domain'] : []),
  ];
  return wants.length === 0 ? undefined : `its name starts with ${prefix}, which wants ${wants.join(', ')}`;
}

/** When a cookie ends, in milliseconds since 1970; Max-Age counts from the answer, and comes before Expires (5.7, step 6). */
export function endOf({ maxAgeSeconds, expires }: SetCookie, now: number): number | undefined {
  const limit = now + longestLife * 1000;
  if (maxAgeSeconds !== undefined) return maxAgeSeconds <= 0 ? 0 : Math.min(limit, now + maxAgeSeconds * 1000);
  return expires === undefined ? undefined : Math.min(limit, Date.parse(expires));
}
