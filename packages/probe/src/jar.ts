import type { CookieSet } from './sample.ts';
import { withheld } from './scope/retrieval.ts';
import { parseSetCookie } from './scope/set-cookie.ts';
import { type KeptCookie, keep } from './scope/storage.ts';

/** The cookies of one client, kept and sent back by the rules of scope/, as a browser does. */
export interface Jar {
  store(setCookie: readonly string[]): void;
  /** Names of the cookies that a request sends now: what has ended is not among them. A cookie may be without a name. */
  names(): readonly string[];
  /** The Cookie header of a request now, with all cookies or only those named; empty when there are none. */
  header(only?: readonly string[]): string;
}

/** The most cookies that Chrome keeps for one site; RFC 6265bis, 6.1, asks for 50 or more. */
const jarLimit = 180;

/** A jar of a client that asks for `url` alone. `now` gives milliseconds since 1970. */
export function openJar(url: URL, now: () => number = Date.now): Jar {
  /** In the order in which their like were first set. */
  let kept: readonly KeptCookie[] = [];

  function store(field: string): void {
    const cookie = parseSetCookie(field);
    const made = cookie && keep(cookie, url, now());
    // A browser drops in silence what it may not keep, and so does this jar.
    if (made === undefined || 'rule' in made) return;
    // What has ended is gone: the like of it is a new cookie, and the youngest.
    kept = alive(kept, now());
    const before = kept.findIndex((one) => identityOf(one) === identityOf(made));
    kept = alive(before === -1 ? [...kept, made] : kept.with(before, made), now());
    if (kept.length > jarLimit) kept = kept.toSpliced(leastWanted(kept), 1);
  }

  /** Those of longer paths first, then the older ones (RFC 6265bis, 5.8.3, step 4). */
  function sending(): readonly KeptCookie[] {
    return kept
      .filter((cookie) => withheld(cookie, url, now()) === undefined)
      .toSorted((one, other) => other.path.length - one.path.length);
  }

  return {
    store: (fields) => fields.forEach(store),
    names: () => [...new Set(sending().map(({ name }) => name))],
    header: (only) =>
      sending()
        .filter(({ name }) => only === undefined || only.includes(name))
        .map(({ name, value }) => (name === '' ? value : `${name}=${value}`))
        .join('; '),
  };
}

function alive(kept: readonly KeptCookie[], now: number): readonly KeptCookie[] {
  return kept.filter(({ ends }) => ends === undefined || ends > now);
}

/** What a new cookie has in common with the one that it takes the place of (RFC 6265bis, 5.7, step 23). */
function identityOf({ name, domain, hostOnly, path }: KeptCookie): string {
  return JSON.stringify([name, domain, hostOnly, path]);
}

/** What is dropped first when there are too many: what is not Secure, then the oldest (RFC 6265bis, 5.7). */
function leastWanted(kept: readonly KeptCookie[]): number {
  return Math.max(
    0,
    kept.findIndex(({ secure }) => !secure),
  );
}

/** What a Set-Cookie header says, less its value; undefined when it sets nothing. */
export function readSetCookie(header: string): CookieSet | undefined {
  const cookie = parseSetCookie(header);
  if (cookie === undefined) return undefined;
  const { value: _, ...rest } = cookie;
  return rest;
}
