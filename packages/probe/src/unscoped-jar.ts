import { Cookie } from 'tough-cookie';

/** The cookies that one client was ever set and that have not ended, with no regard to where they may be sent. */
export interface UnscopedJar {
  store(setCookie: readonly string[]): void;
  names(): readonly string[];
  header(): string;
}

export function openUnscopedJar(): UnscopedJar {
  const cookies = new Map<string, Cookie>();
  const alive = () => [...cookies.values()].filter((cookie) => cookie.TTL() > 0);
  return {
    store: (setCookie) => {
      for (const header of setCookie) {
        const cookie = Cookie.parse(header);
        if (cookie) cookies.set(cookie.key, cookie);
      }
    },
    names: () => alive().map(({ key }) => key),
    header: () =>
      alive()
        .map((cookie) => cookie.cookieString())
        .join('; '),
  };
}
