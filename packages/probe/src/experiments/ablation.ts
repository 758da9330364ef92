import { draw, type Lot } from '../betting.ts';
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
  /** Names without which sessions were away from their backends, more often than with them. */
  readonly needed: readonly string[];
  /** Sets of names that held a session by themselves, with the odds asked for. */
  readonly enough: readonly (readonly string[])[];
}

/**
 * Sessions known to stay send only some of their cookies, each set of cookies a test of its own. First all but one at a
 * time, until it is plain that one is needed: once sessions are away without it, a lot decides each time whether it goes along.
 * Then the needed ones alone, until they have held with the odds asked for.
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
  const compares = awayFrom(kept, seen) > 0 && forSet(kept, seen) < log10Odds;
  const wanted = compares ? all : kept;
  const able = steady(seen).filter(({ session }) => wanted.every((name) => held(session).includes(name)));
  if (able.length === 0) return undefined;

  const homes = [...new Set(able.map(({ home }) => home))];
  const lots: Lot[] = compares ? [] : [{ chance: 0.2, trust: 0 }];
  for (const home of homes) {
    const there = able.filter((holder) => holder.home === home);
    for (const { session, home } of there) {
      lots.push({ chance: 0.8 / homes.length / there.length, session, trust: 0.999, ...(home ? { home } : {}) });
    }
  }
  const cookies = compares && random() < 0.5 ? all : kept;
  const drawn = draw(compares ? comparisonOf(kept) : testOf(kept), lots, random);
  const session = lots[drawn.drawn]?.session;
  const place = ground(seen, context);
  if (session === undefined) {
    return { ...freshRequest(seen), ...place, experiment: spreads(seen) ? 'fresh' : 'ablation', draw: drawn };
  }
  return { experiment: 'ablation', session, connection: 'new', cookies, ...place, draw: drawn };
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
  const asked = (set: readonly string[]) => requestsOf(set, seen).length;
  // Once sessions are away without a cookie, that one is gone on with.
  const suspected = (set: readonly string[]) => [againstSet(set, seen), awayFrom(set, seen)] as const;
  return sets.toSorted((one, other) => {
    const [odds, away] = suspected(one);
    const [otherOdds, otherAway] = suspected(other);
    return (
      Math.max(0, otherOdds) - Math.max(0, odds) || Math.sign(otherAway) - Math.sign(away) || asked(one) - asked(other)
    );
  })[0];
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

const againstSet = once((set, seen) => readComparison(set, seen).log10Odds);
const awayFrom = once((set, seen) => readComparison(set, seen).away);
const forSet = once((set, seen) => readSet(set, seen).log10Odds);

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

/** Of so many answers to a session as good as seen, so many from home: what is bet on at first, with all cookies and with some. */
const expected = { all: { home: 9, answers: 10 }, some: { home: 1, answers: 2 } };

interface Comparison {
  /** `log10` of the odds that sessions with these cookies are away from home more often than with all of them. */
  readonly log10Odds: number;
  /** Answers from elsewhere to sessions with these cookies. */
  readonly away: number;
}

/**
 * How often sessions are at home with these cookies, and with all. A route that does not look at the others cannot know which
 * of the two the lot has sent: so a bet on the answer, paid out by that chance, is fair whatever the route loses of its
 * sessions, and when.
 */
function readComparison(set: readonly string[], seen: readonly Observation[]): Comparison {
  const homes = new Map(steady(seen).map(({ session, home }) => [session, home]));
  const { all, some } = { all: { ...expected.all }, some: { ...expected.some } };
  let [log10Odds, away] = [0, 0];
  const comparison = comparisonOf(set);
  for (const { request, sample, sent } of requestsOf(set, seen)) {
    const home = homes.get(sample.session);
    const names = onlyNames(request.cookies);
    if (home === undefined || names === undefined || sample.backend === undefined) continue;
    if (names.some((name) => !sent.includes(name))) continue;
    const isAll = names.length > set.length;
    const isHome = sample.backend === home;
    const withAll = all.home / all.answers;
    const chances = { all: withAll, some: Math.min(withAll, some.home / some.answers) };
    const [chance, other] = isAll ? [chances.all, chances.some] : [chances.some, chances.all];
    if (request.draw?.test === comparison) {
      const won = isHome ? chance / (chance + other) : (1 - chance) / (2 - chance - other);
      log10Odds += Math.log10(2 * won);
    }
    const counts = isAll ? all : some;
    counts.answers++;
    if (isHome) counts.home++;
    else if (!isAll) away++;
  }
  return { log10Odds, away };
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
  const comparison = comparisonOf(kept);
  // Whoever sent all cookies is no part of this bet.
  const bare = seen.map((observation) => {
    if (observation.request.draw?.test !== comparison) return observation;
    const { draw: _, ...request } = observation.request;
    const withAll = (onlyNames(request.cookies)?.length ?? 0) > kept.length;
    return withAll ? { ...observation, request } : observation;
  });
  return readStays([testOf(kept), comparison], bare, homes);
}

function testOf(kept: readonly string[]): string {
  return `ablation: ${JSON.stringify(kept)}`;
}

/** The test in which a lot decides whether a session sends these cookies or all. */
function comparisonOf(kept: readonly string[]): string {
  return `${testOf(kept)} or all`;
}

/** The requests of both tests of a set. */
function requestsOf(kept: readonly string[], seen: readonly Observation[]): readonly Observation[] {
  const tests = [testOf(kept), comparisonOf(kept)];
  return seen.filter(({ request }) => request.draw !== undefined && tests.includes(request.draw.test));
}

/** One evidence for each set of cookies that was tried, in the order in which they were. */
function proveAblation(seen: readonly Observation[]): readonly Evidence[] {
  const { all } = holdingCookies(seen, Number.POSITIVE_INFINITY);
  const sets = new Map<string, readonly string[]>();
  for (const { request } of seen) {
    const names = request.experiment === 'ablation' ? onlyNames(request.cookies) : undefined;
    if (names !== undefined && names.length < all.length) sets.set(testOf(names), names);
  }
  const without = (kept: readonly string[]) => all.filter((name) => !kept.includes(name));
  const failing = [...sets.values()].filter((kept) => againstSet(kept, seen) > 0);
  const needed = new Set(failing.map(without).filter((left) => left.length === 1)).size;
  return [...sets.values()].map((kept) => {
    const mine = requestsOf(kept, seen).filter(({ request }) => onlyNames(request.cookies)?.length === kept.length);
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
