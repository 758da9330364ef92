import { readCookie } from './experiments/cookie.ts';
import type { Observation } from './planned.ts';
import { type CookieSet, failureText } from './sample.ts';
import { returned } from './scope/returned.ts';
import { parseSetCookie } from './scope/set-cookie.ts';
import type { Verdict } from './verdict.ts';
import { count, quoted } from './words.ts';

/** What to know or to do about a route, one sentence each, the weightiest first. */
export function adviceOn(
  seen: readonly Observation[],
  verdict: Pick<Verdict, 'kind' | 'cookie' | 'headline'>,
  url: URL,
): readonly string[] {
  const cookies = cookiesSeen(seen);
  const holding = cookies.find(({ name }) => name === verdict.cookie);
  return [
    ...(holding ? [...lifetime(holding, seen), ...attributes(holding, url)] : []),
    ...(verdict.kind === 'sticky-by-cookie' ? rebound(seen) : []),
    ...(verdict.kind === 'not-sticky' || verdict.kind === 'sticky-by-connection' ? whyNot(cookies, seen, url) : []),
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

function lifetime(cookie: CookieSet, seen: readonly Observation[]): string[] {
  const ends = cookie.maxAgeSeconds !== undefined || cookie.expires !== undefined;
  const sentBack = seen.filter(({ sent, sample }) => sent.includes(cookie.name) && sample.failure === undefined);
  const renewed = sentBack.some(({ sample }) => sample.cookiesSet.some(({ name }) => name === cookie.name));
  if (!ends || renewed || sentBack.length === 0) return [];
  const after =
    cookie.maxAgeSeconds === undefined ? 'at a fixed time' : `${cookie.maxAgeSeconds} s after the first answer`;
  return [`It ends ${after}, also in the middle of a visit.`];
}

function attributes({ secure, httpOnly, sameSite }: CookieSet, url: URL): string[] {
  const https = url.protocol === 'https:';
  const unset = [
    ...(sameSite === undefined ? ['no SameSite'] : []),
    ...(secure ? [] : [https ? 'no Secure though the route is https' : 'no Secure (the route is http)']),
  ].join('; ');
  return [
    ...(unset === '' ? [] : [`${unset[0]?.toUpperCase()}${unset.slice(1)}.`]),
    ...(httpOnly ? [] : ['No HttpOnly: scripts of the page can read it.']),
  ];
}

function rebound(seen: readonly Observation[]): string[] {
  return readCookie(seen).rebound === 0
    ? []
    : ['The first answer can come from another pod than those after it: what it stored there is lost.'];
}

/** Why the cookies that were set hold nobody. */
function whyNot(cookies: readonly CookieSet[], seen: readonly Observation[], url: URL): string[] {
  const sentBack = new Set(seen.flatMap(({ sent }) => sent));
  const ignored = cookies.filter(({ name }) => sentBack.has(name)).map(({ name }) => name);
  const unsent = cookies.filter(({ name }) => !sentBack.has(name));
  return [
    ...(ignored.length > 0 ? [`The route sets ${quoted(ignored)}, gets it back, and does not honour it.`] : []),
    ...unsent.map((cookie) => `The cookie "${cookie.name}" is never sent back: ${unsentBecause(cookie, seen, url)}.`),
  ];
}

function unsentBecause({ name }: CookieSet, seen: readonly Observation[], url: URL): string {
  const set = seen.flatMap(({ setCookie }) => setCookie.map(parseSetCookie)).find((cookie) => cookie?.name === name);
  const told = set && returned(set, url, url, Date.now());
  return told === undefined || told.returned ? 'no browser would send it here' : told.why;
}

function others(cookies: readonly CookieSet[], headline: string): string[] {
  const names = cookies.map(({ name }) => name).filter((name) => !headline.includes(`"${name}"`));
  return names.length === 0 ? [] : [`The route also sets ${quoted(names)}: no session is held by it.`];
}

function failures(seen: readonly Observation[]): string[] {
  const failed = seen.flatMap(({ sample }) => (sample.failure === undefined ? [] : [failureText(sample)]));
  if (failed.length === 0) return [];
  return [`${failed.length} of ${count(seen.length, 'request')} failed: ${[...new Set(failed)].join(', ')}.`];
}
