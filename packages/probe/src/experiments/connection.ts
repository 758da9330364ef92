import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { count } from '../words.ts';
import { clientsOf, provesCookie, readCookie, stayed } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { drawNext, homesOf, readStays, type Stays } from './stays.ts';
import { summary } from './summary.ts';

const connections = 4;
/** The most connections kept open at once. */
const most = 32;

/**
 * Kept connections without cookies: only the connection can hold these clients. Goes on until one meets two backends,
 * until the odds against chance are reached, or until it is plain that no connection is kept.
 */
export const connection: Experiment = {
  name: 'connection',
  plan: planConnection,
  prove: (seen) => [proveConnection(seen)],
};

function planConnection(seen: readonly Observation[], { log10Odds, random }: PlanContext): PlannedRequest | undefined {
  if (!spreads(seen) || provesCookie(readCookie(seen), log10Odds)) return undefined;
  const stays = readConnection(seen);
  const proven = provesConnection(stays, log10Odds);
  if (stays.move || neverKept(stays) || proven) return undefined;
  const draw = drawNext(stays, {
    test: 'connection',
    next: nextSession(seen),
    wanted: connections,
    most,
    held: () => [],
    random,
  });
  const session = draw.lots[draw.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw };
  return { experiment: 'connection', session, connection: 'kept', cookies: 'none', draw };
}

export function readConnection(seen: readonly Observation[]): Stays {
  return readStays('connection', seen);
}

export function provesConnection(stays: Stays, log10Odds: number): boolean {
  return !stays.move && stays.log10Odds >= log10Odds && homesOf(stays).length > 1;
}

/** The route closes a connection after each answer, so there is none to be known by. */
export function neverKept(stays: Stays): boolean {
  return stays.redialled >= 3 && stays.holders.every((holder) => holder.stays === 0);
}

function proveConnection(seen: readonly Observation[]): Evidence {
  const stays = readConnection(seen);
  return {
    experiment: 'connection',
    title: clientsOf(stays, 'connection', 'one connection'),
    stayed: !stays.move && homesOf(stays).length > 0,
    finding: findingOf(stays),
    ...summary('connection', seen),
    log10Odds: stays.move ? 0 : Math.max(0, stays.log10Odds),
  };
}

function findingOf(stays: Stays): string {
  if (stays.move) return `one connection met two pods after ${count(stays.move.request, 'request')}`;
  if (neverKept(stays)) return 'the route closes each connection after one answer';
  return stayed(stays, 'kept connection');
}
