import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { provesCookie, told } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { spreads } from './fresh.ts';
import { drawNext, opening, searchedEnough } from './next-draw.ts';
import { moves, provesStays, readingOf, type Stays } from './stays.ts';
import { summary } from './summary.ts';

/** So many connections are kept at first; more while all of them are on one backend. */
const connections = 4;

/**
 * Kept connections without cookies: only the connection can hold these clients. Goes on until they move, until the odds
 * against chance are reached, or until it is plain that no connection is kept.
 */
export const connection: Experiment = {
  name: 'connection',
  plan: planConnection,
  prove: (seen) => [proveConnection(seen)],
};

export const readConnection = readingOf('connection');

function planConnection(seen: readonly Observation[], { log10Odds, random }: PlanContext): PlannedRequest | undefined {
  if (!spreads(seen) || provesCookie(seen, log10Odds) || provesConnection(seen, log10Odds)) return undefined;
  const stays = readConnection(seen);
  if (moves(stays) || neverKept(stays) || searchedEnough(stays)) return undefined;
  const homes = new Set(stays.holders.map(({ home }) => home)).size;
  const draw = drawNext(
    { ...stays, begun: [] },
    {
      test: 'connection',
      open: (homes < 2 || stays.holders.length < connections) && opening,
      wanted: 0,
      held: () => [],
      random,
    },
  );
  const session = draw.lots[draw.drawn]?.session ?? nextSession(seen);
  return { experiment: 'connection', session, connection: 'kept', cookies: 'none', draw };
}

export function provesConnection(seen: readonly Observation[], log10Odds: number): boolean {
  return provesStays(readConnection(seen), log10Odds);
}

/** The route closes a connection after each answer, so there is none to be known by. */
export function neverKept(stays: Stays): boolean {
  return stays.redialled >= 3 && stays.holders.every((holder) => holder.stays === 0);
}

function proveConnection(seen: readonly Observation[]): Evidence {
  const stays = readConnection(seen);
  const { finding, ...rest } = told(stays, 'kept connection', 'one connection');
  return {
    experiment: 'connection',
    finding: neverKept(stays) ? 'the route closes each connection after one answer' : finding,
    ...summary('connection', seen),
    ...rest,
  };
}
