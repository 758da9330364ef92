import type { Observation, PlannedRequest } from '../planned.ts';
import { provesCookie, sessions, told } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { drawNext, opening, searchedEnough } from './next-draw.ts';
import { moves, provesStays, readingOf } from './stays.ts';
import { summary } from './summary.ts';

/**
 * Clients that send back every cookie that they were set, also those that a browser would not: where these hold them, the
 * route would be sticky but for the scope of its cookie.
 */
export const unscoped: Experiment = {
  name: 'unscoped',
  plan: planUnscoped,
  prove: (seen) => [
    {
      experiment: 'unscoped',
      ...told(readUnscoped(seen), 'unscoped session', 'one unscoped jar'),
      ...summary('unscoped', seen),
    },
  ],
};

export const readUnscoped = readingOf('unscoped');

function planUnscoped(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, unscoped, random } = context;
  if (!spreads(seen) || provesCookie(seen, log10Odds)) return undefined;
  const stays = readUnscoped(seen);
  const refused = (session: number) => unscoped(session).some((name) => !held(session).includes(name));
  if (![...stays.holders, ...stays.begun].some(({ session }) => refused(session))) return undefined;
  if (moves(stays) || provesStays(stays, log10Odds) || searchedEnough(stays)) return undefined;
  const lots = drawNext(stays, { test: 'unscoped', open: opening, wanted: sessions, held: unscoped, random });
  const session = lots.lots[lots.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: lots };
  return { experiment: 'unscoped', session, connection: 'new', cookies: 'unscoped', draw: lots };
}

/** Names of the cookies that only these clients sent back. */
export function unscopedNames(seen: readonly Observation[]): readonly string[] {
  const returned = new Set(seen.flatMap(({ request, sent }) => (request.cookies === 'jar' ? sent : [])));
  const sent = new Set(seen.flatMap(({ request, sent }) => (request.experiment === 'unscoped' ? sent : [])));
  return [...sent].filter((name) => !returned.has(name));
}
