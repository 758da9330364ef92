import { parseSetCookie } from './scope/set-cookie.ts';
import { endOf } from './scope/storage.ts';

/** The cookies that one client was ever set and that have not ended, with no regard to where they may be sent. */
export interface UnscopedJar {
  store(setCookie: readonly string[]): void;
  names(): readonly string[];
  header(): string;
}

/** `now` gives milliseconds since 1970. */
export function openUnscopedJar(now: () => number = Date.now): UnscopedJar {
  const cookies = new Map<string, { readonly value: string; readonly ends: number }>();
  const alive = () => [...cookies].filter(([, { ends }]) => ends > now());
  return {
    store: (setCookie) => {
      for (const field of setCookie) {
        const cookie = parseSetCookie(field);
        if (cookie)
          cookies.set(cookie.name, { value: cookie.value, ends: endOf(cookie, now()) ?? Number.POSITIVE_INFINITY });
      }
    },
    names: () => alive().map(([name]) => name),
    header: () =>
      alive()
        .map(([name, { value }]) => (name === '' ? value : `${name}=${value}`))
        .join('; '),
  };
}
