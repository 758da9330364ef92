import { domainMatch, pathMatch } from 'tough-cookie';
import { hostOf, isSecure } from './origin.ts';
import type { KeptCookie, Refusal } from './storage.ts';

/**
 * Who makes a browser ask. `visit`: its user, or a page of the same site. `link`: a link on another site, followed in the
 * whole window. `frame`: another site's page, for something in it: a frame, an image, a fetch.
 */
export type Asker = 'visit' | 'link' | 'frame';

/**
 * Why a browser does not send a kept cookie along with a GET to `to`, at `now` (milliseconds since 1970); undefined when it
 * does: RFC 6265bis, draft 22, 5.8.3. Ports make no difference.
 */
export function withheld(cookie: KeptCookie, to: URL, now: number, asker: Asker = 'visit'): Refusal | undefined {
  const { domain, hostOnly, path, secure, sameSite, ends } = cookie;
  const host = hostOf(to);
  if (hostOnly ? host !== domain : domainMatch(host, domain) !== true) {
    return { rule: 'domain', why: `it is for ${domain}${hostOnly ? ' alone' : ''}, not for ${host}` };
  }
  if (!pathMatch(to.pathname, path)) {
    return { rule: 'path', why: `its path ${path} does not cover ${to.pathname}` };
  }
  if (secure && !isSecure(to)) return { rule: 'secure', why: 'it is Secure and the route is http' };
  if (ends !== undefined && ends <= now) return { rule: 'expired', why: 'it has ended' };
  if (asker === 'frame' ? sameSite !== 'None' : asker === 'link' && sameSite === 'Strict') {
    return { rule: 'same-site', why: `it is SameSite=${sameSite} and another site asks` };
  }
  return undefined;
}
