import { readCookie } from './experiments/cookie.ts';
import type { CookieHygiene, Hygiene, HygieneFinding } from './hygiene/hygiene.ts';
import { provoking } from './hygiene/sightings.ts';
import type { Observation } from './planned.ts';
import { type CookieSet, failureText } from './sample.ts';
import type { Verdict } from './verdict.ts';
import { count, quoted } from './words.ts';

/** What to know or to do about a route, one sentence each, the weightiest first. */
export function adviceOn(
  seen: readonly Observation[],
  verdict: Pick<Verdict, 'kind' | 'cookie' | 'headline'>,
  { cookies, findings }: Hygiene,
): readonly string[] {
  const { kind, cookie } = verdict;
  // What a cookie that the route does not go by lacks is nobody's worry.
  const holding = kind === 'cookie-not-honoured' ? undefined : cookies.find(({ name }) => name === cookie);
  return [
    ...aboutRoute(findings.filter((finding) => finding.cookie === undefined || finding.cookie === holding?.name)),
    ...(kind === 'sticky-by-cookie' ? rebound(seen) : []),
    ...(kind === 'not-sticky' || kind === 'sticky-by-connection' ? ignored(cookies, seen) : []),
    ...(kind === 'sticky-by-cookie' ? [] : unsent(cookies, seen)),
    ...(holding ? others(cookies, verdict.headline) : []),
    ...failures(seen),
  ];
}

/** Every cookie that the route set, as first seen. */
export function cookiesSeen(seen: readonly Observation[]): readonly CookieSet[] {
  const first = new Map<string, CookieSet>();
  for (const cookie of seen.flatMap(({ sample }) => sample.cookiesSet)) {
    if (!first.has(cookie.name)) first.set(cookie.name, cookie);
  }
  return [...first.values()];
}

/** How long the session lasts, what guards its cookie, and all else that users or security suffer from. */
function aboutRoute(findings: readonly HygieneFinding[]): string[] {
  const texts = (of: (finding: HygieneFinding) => boolean) => findings.filter(of).map(({ text }) => text);
  const missing = texts(({ id }) => id === 'no-samesite').concat(texts(({ id }) => id === 'no-secure'));
  const own = new Set<HygieneFinding['id']>(['not-returned', 'ends-in-visit', 'no-samesite', 'no-secure']);
  return [
    ...texts(({ id }) => id === 'ends-in-visit'),
    ...(missing.length === 0 ? [] : [inOne(missing)]),
    ...texts(({ id, severity }) => severity === 'warning' && !own.has(id)),
  ];
}

/** `No SameSite.` and `No Secure.`: `No SameSite; no Secure.` */
function inOne([first = '', ...more]: readonly string[]): string {
  return more.reduce((all, text) => `${all.slice(0, -1)}; ${text.charAt(0).toLowerCase()}${text.slice(1)}`, first);
}

function rebound(seen: readonly Observation[]): string[] {
  return readCookie(seen).rebound === 0
    ? []
    : ['The first answer can come from another pod than those after it: what it stored there is lost.'];
}

/** Cookies that came back and hold nobody. */
function ignored(cookies: readonly CookieHygiene[], seen: readonly Observation[]): string[] {
  const names = cookies.map(({ name }) => name).filter((name) => sentBack(seen).has(name));
  return names.length === 0 ? [] : [`The route sets ${quoted(names)}, gets it back, and does not honour it.`];
}

/** Cookies that never came back, and why. */
function unsent(cookies: readonly CookieHygiene[], seen: readonly Observation[]): string[] {
  return cookies.flatMap(({ name, returned }) =>
    sentBack(seen).has(name) || returned.why === undefined
      ? []
      : [`The cookie "${name}" is never sent back: ${returned.why}.`],
  );
}

/** Names of the cookies that were sent back as a browser does. */
function sentBack(seen: readonly Observation[]): ReadonlySet<string> {
  return new Set(seen.flatMap(({ request, sent }) => (request.cookies === 'unscoped' ? [] : sent)));
}

function others(cookies: readonly CookieHygiene[], headline: string): string[] {
  const names = cookies.map(({ name }) => name).filter((name) => !headline.includes(`"${name}"`));
  return names.length === 0 ? [] : [`The route also sets ${quoted(names)}: no session is held by it.`];
}

function failures(seen: readonly Observation[]): string[] {
  // What is asked to see whether it is refused says nothing of what users meet.
  const ordinary = seen.filter(({ request }) => !provoking.has(request.experiment) && request.protocol === undefined);
  const failed = ordinary.flatMap(({ sample }) => (sample.failure === undefined ? [] : [failureText(sample)]));
  if (failed.length === 0) return [];
  return [`${failed.length} of ${count(ordinary.length, 'request')} failed: ${[...new Set(failed)].join(', ')}.`];
}
