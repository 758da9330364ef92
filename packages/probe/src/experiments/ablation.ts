import { draw, type Lot } from '../betting.ts';
import { leakOf } from '../decide/leak.ts';
import type { Evidence } from '../evidence.ts';
import { type Observation, onlyNames, type PlannedRequest } from '../planned.ts';
import { reading } from '../reading.ts';
import { quoted } from '../words.ts';
import { provesCookie, readCookie } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { ground } from './ground.ts';
import { type Holder, readStays, type Stays } from './stays.ts';
import { summary } from './summary.ts';

/** Which cookies hold a session. */
export interface HoldingCookies {
  /** All names that the sessions sent. */
  readonly all: readonly string[];
  /** Names without which sessions were away from their backends, more often than a route that loses some would have them. */
  readonly needed: readonly string[];
  /** Sets of names that held a session by themselves, with the odds asked for. */
  readonly enough: readonly (readonly string[])[];
}

/**
 * Sessions known to stay send only some of their cookies, each set of cookies a test of its own. First all but one at a
 * time, until it is plain that one is needed. Then the needed ones alone, until they have held with the odds asked for.
 */
export const ablation: Experiment = {
  name: 'ablation',
  plan: planAblation,
  prove: proveAblation,
};

function planAblation(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, random } = context;
  if (!provesCookie(seen, log10Odds)) return undefined;
  const { all } = holdingCookies(seen, log10Odds);
  if (all.length < 2) return undefined;
  const kept = nextSet(seen, log10Odds);
  if (kept === undefined) return undefined;
  const able = steady(seen).filter(({ session }) => kept.every((name) => held(session).includes(name)));
  if (able.length === 0) return undefined;

  const homes = [...new Set(able.map(({ home }) => home))];
  const lots: Lot[] = [{ chance: 0.2, trust: 0 }];
  for (const home of homes) {
    const there = able.filter((holder) => holder.home === home);
    for (const { session, home } of there) {
      lots.push({ chance: 0.8 / homes.length / there.length, session, trust: 0.999, ...(home ? { home } : {}) });
    }
  }
  const drawn = draw(testOf(kept), lots, random);
  const session = lots[drawn.drawn]?.session;
  const place = ground(seen, context);
  if (session === undefined) {
    return { ...freshRequest(seen), ...place, experiment: spreads(seen) ? 'fresh' : 'ablation', draw: drawn };
  }
  return { experiment: 'ablation', session, connection: 'new', cookies: kept, ...place, draw: drawn };
}

/** The set of cookies to send next. */
function nextSet(seen: readonly Observation[], log10Odds: number): readonly string[] | undefined {
  const { all, needed, enough } = holdingCookies(seen, log10Odds);
  if (needed.length > 0 && enough.length > 0) return undefined;
  const open = (set: readonly string[]) => !fails(set, seen, log10Odds) && !holds(set, seen, log10Odds);
  if (needed.length > 0 && open(needed)) return needed;
  const rest = all.filter((name) => !needed.includes(name));
  const allButOne = rest.map((name) => all.filter((other) => other !== name)).filter(open);
  const alone = needed.length === 0 ? all.map((name) => [name]).filter(open) : [];
  const sets = allButOne.length > 0 ? allButOne : alone;
  // Once sessions are away without a cookie, that one is gone on with.
  const asked = (set: readonly string[]) => seen.filter(({ request }) => request.draw?.test === testOf(set)).length;
  const suspected = (set: readonly string[]) => Math.max(0, againstSet(set, seen));
  return sets.toSorted((one, other) => suspected(other) - suspected(one) || asked(one) - asked(other))[0];
}

/** What the ablation has shown so far. */
export function holdingCookies(seen: readonly Observation[], log10Odds: number): HoldingCookies {
  const all = [...new Set(steady(seen).flatMap((holder) => holder.sent))].sort();
  const without = (name: string) => all.filter((other) => other !== name);
  const needed = all.length < 2 ? all : all.filter((name) => fails(without(name), seen, log10Odds));
  const sets = [...new Map([needed, ...all.map((name) => [name])].map((set) => [testOf(set), set])).values()];
  return { all, needed, enough: sets.filter((set) => set.length > 0 && holds(set, seen, log10Odds)) };
}

/** These cookies do not do: sessions that send no others are away too often. */
function fails(set: readonly string[], seen: readonly Observation[], log10Odds: number): boolean {
  return againstSet(set, seen) >= log10Odds;
}

/** Sessions that send no other cookies are at home, and not by chance. */
function holds(set: readonly string[], seen: readonly Observation[], log10Odds: number): boolean {
  return !fails(set, seen, log10Odds) && forSet(set, seen) >= log10Odds;
}

const [againstSet, forSet] = [once(readAgainst), once((set, seen) => readSet(set, seen).log10Odds)];

/** Asked for the same set again before more was seen, it answers what it did. */
function once(
  read: (set: readonly string[], seen: readonly Observation[]) => number,
): (set: readonly string[], seen: readonly Observation[]) => number {
  const known = new WeakMap<readonly Observation[], { length: number; told: Map<string, number> }>();
  return (set, seen) => {
    const before = known.get(seen);
    const told = before?.length === seen.length ? before.told : new Map<string, number>();
    known.set(seen, { length: seen.length, told });
    const test = testOf(set);
    const odds = told.get(test) ?? read(set, seen);
    told.set(test, odds);
    return odds;
  };
}

/** The share of a session's requests that are away from home, to be bet on, where nothing holds it. */
const away = 0.5;
/** More than this is never taken for the loss of a route that holds its sessions. */
const mostLost = 0.35;

/**
 * `log10` of the odds that sessions with these cookies are away from home more often than when they send all. A route may
 * lose a request now and then, so one answer from elsewhere proves nothing: each pays by how seldom the whole jar can have
 * been away, to have stayed as it did. A backend that has died since is no home to be away from.
 */
function readAgainst(set: readonly string[], seen: readonly Observation[]): number {
  const lost = Math.min(mostLost, leakOf(readCookie(seen)));
  const homes = new Map(steady(seen).map(({ session, home }) => [session, home]));
  const test = testOf(set);
  const last = new Map(seen.map(({ sample }, index) => [sample.backend, index]));
  return seen.reduce((odds, { request, sample, sent }, index) => {
    const home = homes.get(sample.session);
    if (request.draw?.test !== test || request.experiment === 'fresh' || sample.backend === undefined) return odds;
    if (home === undefined || (last.get(home) ?? -1) < index || set.some((name) => !sent.includes(name))) return odds;
    return odds + Math.log10(sample.backend === home ? (1 - away) / (1 - lost) : away / lost);
  }, 0);
}

/**
 * The sessions that are known to stay, at home where the cookie experiment left them. One that was mostly elsewhere may have
 * been lost just then.
 */
function steady(seen: readonly Observation[]): readonly Holder[] {
  const answers = jarAnswers(seen);
  return readCookie(seen).holders.filter(({ session, stays, home }) => {
    const mine = answers.get(session) ?? [];
    return stays > 0 && 2 * mine.filter((backend) => backend === home).length > mine.length;
  });
}

/** Who answered each session that sent all of its cookies. */
const jarAnswers = reading<ReadonlyMap<number, readonly string[]>>(new Map(), (told, { request, sample }) => {
  const { backend, session } = sample;
  if (request.cookies !== 'jar' || backend === undefined) return told;
  return new Map(told).set(session, [...(told.get(session) ?? []), backend]);
});

function readSet(kept: readonly string[], seen: readonly Observation[]): Stays {
  const homes = steady(seen).map((holder) => ({ ...holder, sent: kept, requests: 0, stays: 0 }));
  return readStays(testOf(kept), seen, homes);
}

function testOf(kept: readonly string[]): string {
  return `ablation: ${JSON.stringify(kept)}`;
}

/** One evidence for each set of cookies that was tried, in the order in which they were. */
function proveAblation(seen: readonly Observation[]): readonly Evidence[] {
  const { all } = holdingCookies(seen, Number.POSITIVE_INFINITY);
  const sets = new Map<string, readonly string[]>();
  for (const { request } of seen) {
    const names = request.experiment === 'ablation' ? onlyNames(request.cookies) : undefined;
    if (names !== undefined) sets.set(testOf(names), names);
  }
  const without = (kept: readonly string[]) => all.filter((name) => !kept.includes(name));
  const failing = [...sets.values()].filter((kept) => againstSet(kept, seen) > 0);
  const needed = new Set(failing.map(without).filter((left) => left.length === 1)).size;
  return [...sets].map(([test, kept]) => {
    const mine = seen.filter(({ request }) => request.experiment === 'ablation' && request.draw?.test === test);
    const left = without(kept);
    const moved = failing.includes(kept);
    const only = kept.length <= left.length && !(moved && left.length === 1);
    return {
      experiment: 'ablation',
      title: only ? `only ${quoted(kept)}` : `without ${quoted(left)}`,
      stayed: !moved,
      finding: moved ? `moved${needed === 1 && left.length === 1 ? ': it is this cookie' : ''}` : 'stayed',
      ...summary('ablation', mine),
      log10Odds: Math.max(0, moved ? againstSet(kept, seen) : forSet(kept, seen)),
    };
  });
}
