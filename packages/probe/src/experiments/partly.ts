import type { Observation, PlannedRequest } from '../planned.ts';
import { provesConnection } from './connection.ts';
import { readCookie, sessions } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { provingHeader } from './header.ts';
import { drawNext } from './next-draw.ts';
import { moves, provesStays, readingOf } from './stays.ts';
import { summary } from './summary.ts';
import { readUnscoped } from './unscoped.ts';

/** The most requests that are spent on telling a route that holds its clients in part from one that does not. */
const most = 1000;
/** From here on they are spent only while the odds rise at a quarter of the pace that would settle it in time. */
const paced = 300;
/** Chance of a new client: what they meet is known by now. */
const rarely = 0.05;

/**
 * Sessions moved, though they sent back their cookies. Goes on with them until it is plain that they meet their backends more
 * often than chance would have it, or that a good part of their requests is not held there.
 */
export const partly: Experiment = {
  name: 'partly',
  plan: planPartly,
  prove: (seen) => {
    const stays = readPartly(seen);
    return [
      {
        experiment: 'partly',
        title: 'the same sessions',
        stayed: false,
        finding: `${atHome(seen)} % of answers from where the one before came from`,
        ...summary('partly', seen),
        log10Odds: Math.max(0, stays.log10Odds),
      },
    ];
  },
};

/** What the cookie experiment has seen belongs to it. */
export const readPartly = readingOf('cookie', 'partly');

function planPartly(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, held, random } = context;
  if (!spreads(seen) || !moves(readCookie(seen)) || provesConnection(seen, log10Odds)) return undefined;
  if (provingHeader(seen, log10Odds) || provesStays(readUnscoped(seen), log10Odds)) return undefined;
  const stays = readPartly(seen);
  const reached = Math.max(stays.log10Odds, stays.againstHolding);
  const spent = seen.filter(({ request }) => request.draw?.test === 'partly').length;
  if (reached >= log10Odds || spent >= most) return undefined;
  if (spent >= paced && reached < (0.25 * log10Odds * spent) / most) return undefined;
  const lots = drawNext(stays, { test: 'partly', open: rarely, wanted: sessions, held, random });
  const session = lots.lots[lots.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: lots };
  return { experiment: 'partly', session, connection: 'new', cookies: 'jar', draw: lots };
}

/** Percent of the sessions' answers that came from their backend. */
export function atHome(seen: readonly Observation[]): number {
  const { holders, moves } = readPartly(seen);
  const stays = holders.reduce((sum, holder) => sum + holder.stays, 0);
  return Math.round((100 * stays) / Math.max(1, stays + moves));
}
