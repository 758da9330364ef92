import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import { areSettled, type Bets, clientsAtHome, clientsOf, drawClient, holdingCookie, readBets } from './at-home.ts';
import { pairOf, pairsIn, valueIn } from './cookie-text.ts';
import type { PlanContext } from './experiment.ts';
import { freshRequest } from './fresh.ts';
import { planRefusal, type Refusals, readRefusals } from './refusals.ts';

/** What becomes of clients that send a value which the route never gave them. */
export interface MadeUp {
  /** The cookie whose values were made up. */
  readonly cookie: string;
  readonly refusals: Refusals;
  /** Bets that such a value holds its client where it first came to. */
  readonly bets: Bets;
  /** On how many backends they were at first. */
  readonly homes: number;
  /** Answers that set the cookie anew. */
  readonly replaced: number;
}

/** So many clients, each with a value of its own, and more while all of them are on one backend. */
const clients = 4;
const mostClients = 16;
/** A route that answers some of them and refuses others is left after so many. */
const mostRefused = 8;

/**
 * Clients with a made-up value each, which they go on sending whatever the route sets. Goes on until one has strayed,
 * until they have stayed with the odds asked for, or until it is plain that they are refused.
 */
export function planMadeUp(
  experiment: 'forged' | 'stale',
  seen: readonly Observation[],
  { verdict, log10Odds, random, cookieHeader }: PlanContext,
  make: (known: readonly string[], random: Random) => string,
): PlannedRequest | undefined {
  const cookie = holdingCookie(verdict);
  const { refusals, bets } = readMadeUp(experiment, seen);
  const mixed = refusals.answered > 0 && refusals.refused >= mostRefused + refusals.answered;
  const settled = areSettled(bets, log10Odds) || mixed;
  if (cookie === undefined || settled) return undefined;

  const newClient = (): PlannedRequest => {
    const known = clientsAtHome(seen).flatMap(({ session }) => valueIn(cookieHeader(session), cookie) ?? []);
    const text = pairOf(cookie, make(known, random));
    return { experiment, session: nextSession(seen), connection: 'new', cookies: { text } };
  };
  if (refusals.refused > 0 && refusals.answered === 0) {
    return refusals.log10Odds >= log10Odds ? undefined : planRefusal(experiment, newClient(), seen, random);
  }
  const mine = seen.filter(({ request }) => request.experiment === experiment);
  const met = clientsOf(mine);
  const onOne = new Set(met.map(({ home }) => home)).size < 2;
  if (met.length < (onOne ? mostClients : clients)) return newClient();
  const drawn = drawClient(experiment, met, random);
  const session = drawn.lots[drawn.drawn]?.session;
  const before = mine.find(({ sample }) => sample.session === session);
  if (session === undefined || before === undefined) return { ...freshRequest(seen), draw: drawn };
  return { experiment, session, connection: 'new', cookies: { text: before.cookie }, draw: drawn };
}

export function readMadeUp(experiment: 'forged' | 'stale', seen: readonly Observation[]): MadeUp {
  const mine = seen.filter(({ request }) => request.experiment === experiment);
  const cookie = pairsIn(mine[0]?.cookie ?? '')[0]?.name ?? '';
  return {
    cookie,
    refusals: readRefusals(experiment, seen, ({ request }) => request.experiment === experiment),
    bets: readBets(experiment, seen),
    homes: new Set(clientsOf(mine).map(({ home }) => home)).size,
    replaced: mine.filter(({ sample }) => sample.cookiesSet.some(({ name }) => name === cookie)).length,
  };
}
