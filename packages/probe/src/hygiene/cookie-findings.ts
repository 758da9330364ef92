import { isLoopback, isSecure } from '../scope/origin.ts';
import type { SetCookie } from '../scope/set-cookie.ts';
import { longestLife } from '../scope/storage.ts';
import type { CookieHygiene, HygieneFinding } from './hygiene.ts';

/** What is to be said about one cookie as the route set it. */
export function cookieFindings(cookie: SetCookie, hygiene: CookieHygiene, url: URL): readonly HygieneFinding[] {
  const { name } = cookie;
  return [
    ...scope(cookie, hygiene, url),
    ...lifetime(cookie, hygiene),
    ...attributes(cookie, url),
    ...value(hygiene),
  ].map((finding) => ({ ...finding, cookie: name }));
}

function scope({ secure }: SetCookie, { returned, lifetime }: CookieHygiene, url: URL): readonly HygieneFinding[] {
  if (!returned.visit && lifetime.ends !== 'at-once') {
    return [{ id: 'not-returned', severity: 'warning', text: `No browser sends it back: ${returned.why ?? ''}.` }];
  }
  if (secure && url.protocol === 'http:' && isLoopback(url.hostname)) {
    const text =
      'It is Secure and the route is http: on this machine Chrome and Firefox send it back, Safari does not.';
    return [{ id: 'loopback-secure', severity: 'note', text }];
  }
  return [];
}

function lifetime({ maxAgeSeconds = 0 }: SetCookie, { holds, lifetime }: CookieHygiene): readonly HygieneFinding[] {
  const { ends, seconds } = lifetime;
  const days = Math.round(maxAgeSeconds / 86_400);
  const after = maxAgeSeconds > 0 ? `${seconds} s after the first answer` : 'at a fixed time';
  return [
    ...(holds && ends === 'fixed'
      ? [finding('ends-in-visit', 'warning', `It ends ${after}, also in the middle of a visit.`)]
      : []),
    ...(maxAgeSeconds > longestLife
      ? [finding('lifetime-cut', 'note', `It is to last ${days} days: browsers end it after 400.`)]
      : []),
  ];
}

function attributes({ secure, httpOnly, sameSite }: SetCookie, url: URL): readonly HygieneFinding[] {
  const encrypted = isSecure(url) && url.protocol === 'https:';
  return [
    ...(sameSite === undefined ? [finding('no-samesite', 'note', 'No SameSite.')] : []),
    ...(secure
      ? []
      : encrypted
        ? [finding('no-secure', 'warning', 'No Secure though the route is https.')]
        : [finding('no-secure', 'note', 'No Secure (the route is http).')]),
    ...(httpOnly ? [] : [finding('no-httponly', 'warning', 'No HttpOnly: scripts of the page can read it.')]),
  ];
}

function value({ value: { reads, written = '' } }: CookieHygiene): readonly HygieneFinding[] {
  if (reads === 'address') {
    const text = `Its value tells the address of a pod ${written}: everybody can read it.`;
    return [finding('readable-address', 'warning', text)];
  }
  return reads === 'name' ? [finding('readable-name', 'note', `Its value tells the name of a pod ${written}.`)] : [];
}

function finding(id: HygieneFinding['id'], severity: HygieneFinding['severity'], text: string): HygieneFinding {
  return { id, severity, text };
}
