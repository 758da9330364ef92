import { draw } from '../betting.ts';
import type { Evidence } from '../evidence.ts';
import type { Observation, PlannedRequest } from '../planned.ts';
import { count } from '../words.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { alwaysOne, enoughFor, freshRequest } from './fresh.ts';
import { ground } from './ground.ts';
import { drawNext, opening, searchedEnough } from './next-draw.ts';
import { homesOf, moves, provesStays, readingOf, type Stays, testedOf } from './stays.ts';
import { summary } from './summary.ts';

/** How many clients are gone on with; more while all of them are on one backend. */
export const sessions = 6;

/**
 * Clients with a jar each, every request on a new connection: only what their cookies say can hold them. Goes on until
 * they move, or until the odds against chance are reached with clients at home on two backends.
 */
export const cookie: Experiment = {
  name: 'cookie',
  plan: planCookie,
  prove: (seen) => [proveCookie(seen)],
};

export const readCookie = readingOf('cookie');

function planCookie(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, random } = context;
  const stays = readCookie(seen);
  const known = [...stays.holders, ...stays.begun];
  if (!known.some(({ session }) => held(session).length > 0)) return undefined;
  const apart = new Set(stays.holders.flatMap(({ home }) => home ?? [])).size > 1;
  const place = ground(seen, context) ?? (apart ? {} : undefined);
  if (place === undefined) return alwaysOne(seen, log10Odds) ? askAgain(stays, context) : undefined;

  const proven = provesStays(stays, log10Odds);
  // A session that was only just begun gets its chance to show that it stays.
  const begun = stays.holders.filter((holder) => holder.home !== undefined && holder.stays === 0);
  if (moves(stays) || searchedEnough(stays)) return undefined;
  if (proven && (begun.length === 0 || stays.holders.length > sessions)) return undefined;
  const lots = drawNext(proven ? { ...stays, holders: begun, begun: [] } : stays, {
    test: 'cookie',
    open: !proven && opening,
    wanted: sessions,
    held,
    random,
  });
  const session = lots.lots[lots.drawn]?.session;
  if (session !== undefined) {
    return { experiment: 'cookie', session, connection: 'new', cookies: 'jar', ...place, draw: lots };
  }
  const opened = freshRequest(seen);
  return { ...opened, ...place, experiment: Object.keys(place).length === 0 ? 'fresh' : 'cookie', draw: lots };
}

/**
 * While all new clients meet the same backend, each that was set a cookie is asked once more: a router that hashes the cookie
 * sends whoever has none to one backend.
 */
function askAgain(stays: Stays, context: PlanContext): PlannedRequest | undefined {
  const { held, random } = context;
  const asked = stays.holders.length;
  const next = stays.begun.find(
    ({ session }) => held(session).length > 0 && !stays.holders.some((holder) => holder.session === session),
  );
  if (next === undefined || asked >= enoughFor(context)) return undefined;
  const { session, home } = next;
  const lots = draw('cookie', [{ chance: 1, session, trust: 0.9, ...(home && { home }) }], random);
  return { experiment: 'cookie', session, connection: 'new', cookies: 'jar', draw: lots };
}

export function provesCookie(seen: readonly Observation[], log10Odds: number): boolean {
  return provesStays(readCookie(seen), log10Odds);
}

function proveCookie(seen: readonly Observation[]): Evidence {
  return { experiment: 'cookie', ...told(readCookie(seen), 'session', 'one jar'), ...summary('cookie', seen) };
}

/** What a test of stays shows. */
export function told(
  stays: Stays,
  noun: string,
  one: string,
): Pick<Evidence, 'title' | 'stayed' | 'finding' | 'log10Odds'> {
  const loose = stays.moves > 0;
  return {
    title: clientsOf(stays, noun, one),
    stayed: !loose && homesOf(stays).length > 0,
    finding: stays.move
      ? `one ${noun} met two pods after ${count(stays.move.request, 'request')}`
      : stayedText(stays, noun),
    log10Odds: Math.max(0, stays.log10Odds),
  };
}

/** `6 of 6 sessions stayed, 3 : 3` */
function stayedText(stays: Stays, noun: string): string {
  const tested = testedOf(stays);
  const homes = new Map<string, number>();
  for (const { home } of tested) if (home !== undefined) homes.set(home, (homes.get(home) ?? 0) + 1);
  return `${tested.length} of ${count(tested.length, noun)} stayed, ${[...homes.values()].join(' : ')}`;
}

/** `6 sessions`: those that showed whether they stay. */
function clientsOf(stays: Stays, noun: string, one: string): string {
  const clients = stays.move ? stays.holders.length : testedOf(stays).length;
  return clients === 1 ? one : count(clients, noun);
}
