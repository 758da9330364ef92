import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { count } from '../words.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { drawNext, homesOf, readStays, type Stays, testedOf } from './stays.ts';
import { summary } from './summary.ts';

const sessions = 6;

/**
 * Clients with a jar each, every request on a new connection: only what their cookies say can hold them. Goes on until
 * one moves, or until the odds against chance are reached with clients at home on two backends.
 */
export const cookie: Experiment = {
  name: 'cookie',
  plan: planCookie,
  prove: (seen) => [proveCookie(seen)],
};

function planCookie(
  seen: readonly Observation[],
  { log10Odds, held, random }: PlanContext,
): PlannedRequest | undefined {
  if (!spreads(seen) || !seen.some(({ sample }) => sample.cookiesSet.length > 0)) return undefined;
  const stays = readCookie(seen);
  const proven = provesCookie(stays, log10Odds);
  // A session that was only just begun gets its chance to show that it stays.
  const begun = stays.holders.filter((holder) => holder.home !== undefined && holder.stays === 0);
  if (stays.move || (proven && (begun.length === 0 || stays.holders.length > sessions))) return undefined;
  const draw = drawNext(proven ? { ...stays, holders: begun } : stays, {
    test: 'cookie',
    ...(proven ? {} : { next: nextSession(seen) }),
    wanted: sessions,
    most: Number.POSITIVE_INFINITY,
    held,
    random,
  });
  const session = draw.lots[draw.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw };
  return { experiment: 'cookie', session, connection: 'new', cookies: 'jar', draw };
}

export function readCookie(seen: readonly Observation[]): Stays {
  return readStays('cookie', seen);
}

export function provesCookie(stays: Stays, log10Odds: number): boolean {
  return !stays.move && stays.log10Odds >= log10Odds && homesOf(stays).length > 1;
}

function proveCookie(seen: readonly Observation[]): Evidence {
  const stays = readCookie(seen);
  const told = summary('cookie', seen);
  return {
    experiment: 'cookie',
    title: clientsOf(stays, 'session', 'one jar'),
    stayed: !stays.move && homesOf(stays).length > 0,
    finding: stays.move
      ? `one session met two pods after ${count(stays.move.request, 'request')}`
      : stayed(stays, 'session'),
    ...told,
    log10Odds: stays.move ? 0 : Math.max(0, stays.log10Odds),
  };
}

/** `6 of 6 sessions stayed, 3 : 3` */
export function stayed(stays: Stays, noun: string): string {
  const tested = testedOf(stays);
  const homes = new Map<string, number>();
  for (const { home } of tested) if (home !== undefined) homes.set(home, (homes.get(home) ?? 0) + 1);
  return `${tested.length} of ${count(tested.length, noun)} stayed, ${[...homes.values()].join(' : ')}`;
}

/** `6 sessions`: those that showed whether they stay. */
export function clientsOf(stays: Stays, noun: string, one: string): string {
  const clients = stays.move ? stays.holders.length : testedOf(stays).length;
  return clients === 1 ? one : count(clients, noun);
}
