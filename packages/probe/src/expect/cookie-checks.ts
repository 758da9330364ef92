import type { CookieLifetime } from '../hygiene/hygiene.ts';
import type { Report } from '../report.ts';
import type { CookieSet } from '../sample.ts';
import type { Expectation } from './expectation.ts';
import type { Check } from './judge.ts';

const noCookie = 'no cookie to look at';

/** Whether the cookie lasts long enough. One without an end lasts until the browser is closed, which no time measures. */
export function lifetimeCheck(
  cookie: CookieSet | undefined,
  { startedAt }: Report,
  { lifetimeAtLeast }: Expectation,
): Check | undefined {
  if (lifetimeAtLeast === undefined) return undefined;
  const seconds = cookie && lifetimeOf(cookie, startedAt);
  return {
    about: 'lifetime',
    met: seconds !== undefined && seconds >= lifetimeAtLeast,
    expected: `at least ${lifetimeAtLeast} s`,
    found: cookie === undefined ? noCookie : seconds === undefined ? 'until the browser is closed' : `${seconds} s`,
  };
}

/** Seconds; Max-Age rules over Expires (RFC 6265, 5.3). */
function lifetimeOf({ maxAgeSeconds, expires }: CookieSet, startedAt: string): number | undefined {
  if (maxAgeSeconds !== undefined) return maxAgeSeconds;
  return expires === undefined ? undefined : Math.round((Date.parse(expires) - Date.parse(startedAt)) / 1000);
}

/** Whether a visit can last longer than the cookie. */
export function slidingCheck(
  cookie: CookieSet | undefined,
  { hygiene }: Report,
  { sliding }: Expectation,
): Check | undefined {
  if (sliding === undefined) return undefined;
  const ends = hygiene?.cookies.find(({ name }) => name === cookie?.name)?.lifetime.ends ?? 'unknown';
  const lasts = ends === 'sliding' || ends === 'browser';
  return {
    about: 'sliding',
    met: cookie !== undefined && ends !== 'unknown' && lasts === sliding,
    expected: sliding ? 'renewed during a visit' : 'not renewed during a visit',
    found: cookie === undefined ? noCookie : endings[ends],
  };
}

const endings = {
  browser: 'that it ends with the browser',
  'at-once': 'that it ends at once',
  fixed: 'not renewed',
  sliding: 'renewed',
  unknown: 'nothing: it was never sent back',
} as const satisfies Record<CookieLifetime['ends'], string>;

export function attributeChecks(cookie: CookieSet | undefined, expect: Expectation): readonly (Check | undefined)[] {
  const flag = (about: string, expected: boolean | undefined, set: boolean | undefined): Check | undefined =>
    expected === undefined
      ? undefined
      : { about, met: set === expected, expected: shown(expected), found: set === undefined ? noCookie : shown(set) };
  const { sameSite } = expect;
  return [
    flag('Secure', expect.secure, cookie?.secure),
    flag('HttpOnly', expect.httpOnly, cookie?.httpOnly),
    sameSite && {
      about: 'SameSite',
      met: sameSite.some((word) => word.toLowerCase() === cookie?.sameSite?.toLowerCase()),
      expected: sameSite.join(' or '),
      found: cookie === undefined ? noCookie : (cookie.sameSite ?? 'none'),
    },
  ];
}

function shown(set: boolean): string {
  return set ? 'set' : 'not set';
}
