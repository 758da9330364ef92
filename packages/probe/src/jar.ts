import { Cookie, CookieJar } from 'tough-cookie';
import type { CookieSet } from './sample.ts';

/** The cookies of one client, kept and sent back by the rules of RFC 6265. */
export interface Jar {
  store(setCookie: readonly string[]): void;
  /** Names of the cookies that a request sends now: what has ended is not among them. */
  names(): readonly string[];
  /** The Cookie header of a request now, with all cookies or only those named; empty when there are none. */
  header(only?: readonly string[]): string;
}

export function openJar(url: URL): Jar {
  const jar = new CookieJar();
  const cookies = () => jar.getCookiesSync(url.href);
  return {
    store: (setCookie) => {
      // A browser drops in silence what it may not keep, and so does this jar.
      for (const header of setCookie) {
        const cookie = Cookie.parse(header);
        if (cookie) jar.setCookieSync(fixEnd(cookie), url.href, { ignoreError: true });
      }
    },
    names: () => [...new Set(cookies().map((cookie) => cookie.key))],
    header: (only) =>
      cookies()
        .filter((cookie) => only === undefined || only.includes(cookie.key))
        .map((cookie) => cookie.cookieString())
        .join('; '),
  };
}

/**
 * Max-Age counts from the answer that set the cookie (RFC 6265, 5.2.2). tough-cookie 6.1 counts from the last use
 * instead, so that a cookie in use would never end: hence its end as a date.
 */
function fixEnd(cookie: Cookie): Cookie {
  if (typeof cookie.maxAge === 'number') {
    cookie.expires = new Date(cookie.maxAge <= 0 ? 0 : Date.now() + cookie.maxAge * 1000);
    cookie.maxAge = null;
  }
  return cookie;
}

/** What a Set-Cookie header says, less its value; undefined when it sets nothing. */
export function readSetCookie(header: string): CookieSet | undefined {
  const cookie = Cookie.parse(header);
  if (cookie === undefined || cookie.key === '') return undefined;
  const { maxAge, expires, path, domain, sameSite } = cookie;
  return {
    name: cookie.key,
    ...(typeof maxAge === 'number' ? { maxAgeSeconds: maxAge } : {}),
    ...(expires instanceof Date && !Number.isNaN(expires.getTime()) ? { expires: expires.toISOString() } : {}),
    ...(path === null ? {} : { path }),
    ...(domain === null ? {} : { domain }),
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    ...(sameSite === undefined ? {} : { sameSite: `${sameSite.charAt(0).toUpperCase()}${sameSite.slice(1)}` }),
  };
}
