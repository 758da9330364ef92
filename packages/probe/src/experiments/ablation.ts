import { draw, type Lot } from '../betting.ts';
import type { Evidence } from '../evidence.ts';
import { type Observation, onlyNames, type PlannedRequest } from '../planned.ts';
import { quoted } from '../words.ts';
import { provesCookie, readCookie } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { ground } from './ground.ts';
import { type Holder, moves, provesStays, readStays, type Stays } from './stays.ts';
import { summary } from './summary.ts';

/** Which cookies hold a session. */
export interface HoldingCookies {
  /** All names that the sessions sent. */
  readonly all: readonly string[];
  /** Names without which a session moved. */
  readonly needed: readonly string[];
  /** Sets of names that held a session by themselves, with the odds asked for. */
  readonly enough: readonly (readonly string[])[];
}

/**
 * Sessions known to stay send only some of their cookies, each set of cookies a test of its own. First all but one at a
 * time, until a session moves: that one is needed. Then the needed ones alone, until they have held with the odds
 * asked for.
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
  const { holders } = readSet(kept, seen);
  const able = holders.filter(({ session, home }) => home && kept.every((name) => held(session).includes(name)));
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
  const open = (set: readonly string[]) => {
    const stays = readSet(set, seen);
    return !moves(stays) && !provesStays(stays, log10Odds);
  };
  if (needed.length > 0 && open(needed)) return needed;
  const rest = all.filter((name) => !needed.includes(name));
  const allButOne = rest.map((name) => all.filter((other) => other !== name)).filter(open);
  const alone = needed.length === 0 ? all.map((name) => [name]).filter(open) : [];
  const sets = allButOne.length > 0 ? allButOne : alone;
  const asked = (set: readonly string[]) => seen.filter(({ request }) => request.draw?.test === testOf(set)).length;
  return sets.toSorted((one, other) => asked(one) - asked(other))[0];
}

/** What the ablation has shown so far. */
export function holdingCookies(seen: readonly Observation[], log10Odds: number): HoldingCookies {
  const all = [...new Set(steady(seen).flatMap((holder) => holder.sent))].sort();
  const without = (name: string) => all.filter((other) => other !== name);
  const needed = all.length < 2 ? all : all.filter((name) => moves(readSet(without(name), seen)));
  const sets = [...new Map([needed, ...all.map((name) => [name])].map((set) => [testOf(set), set])).values()];
  return {
    all,
    needed,
    enough: sets.filter((set) => set.length > 0 && provesStays(readSet(set, seen), log10Odds)),
  };
}

/** The sessions that are known to stay, at home where the cookie experiment left them. */
function steady(seen: readonly Observation[]): readonly Holder[] {
  return readCookie(seen).holders.filter((holder) => holder.stays > 0);
}

function readSet(kept: readonly string[], seen: readonly Observation[]): Stays {
  const homes = steady(seen).map((holder) => ({ ...holder, sent: kept, requests: 0, stays: 0 }));
  return readStays(testOf(kept), seen, homes);
}

function testOf(kept: readonly string[]): string {
  return `ablation: ${JSON.stringify(kept)}`;
}

/** One evidence for each set of cookies that was tried, in the order in which they were. */
function proveAblation(seen: readonly Observation[]): readonly Evidence[] {
  const { all, needed } = holdingCookies(seen, 0);
  const sets = new Map<string, readonly string[]>();
  for (const { request } of seen) {
    const names = request.experiment === 'ablation' ? onlyNames(request.cookies) : undefined;
    if (names !== undefined) sets.set(testOf(names), names);
  }
  return [...sets].map(([test, kept]) => {
    const stays = readSet(kept, seen);
    const mine = seen.filter(({ request }) => request.experiment === 'ablation' && request.draw?.test === test);
    const left = all.filter((name) => !kept.includes(name));
    const only = kept.length <= left.length && !(moves(stays) && left.length === 1);
    return {
      experiment: 'ablation',
      title: only ? `only ${quoted(kept)}` : `without ${quoted(left)}`,
      stayed: stays.moves === 0,
      finding:
        stays.moves > 0 ? `moved${needed.length === 1 && left.length === 1 ? ': it is this cookie' : ''}` : 'stayed',
      ...summary('ablation', mine),
      log10Odds: stays.moves > 0 ? 0 : Math.max(0, stays.log10Odds),
    };
  });
}
