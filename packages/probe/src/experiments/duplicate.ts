import { draw } from '../betting.ts';
import type { Evidence } from '../evidence.ts';
import type { Observation, PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import { areSettled, type Bets, clientsAtHome, holdingCookie, readBets, sessionSending } from './at-home.ts';
import { pairOf, pairsIn, valueIn } from './cookie-text.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest } from './fresh.ts';
import { summary } from './summary.ts';

/**
 * Two values of the holding cookie in one header, of sessions at home on two backends, now in one order and now in the
 * other: does the first count or the last? A browser sends two when paths or domains differ, that of the longer path first.
 */
export const duplicate: Experiment = {
  name: 'duplicate',
  plan: planDuplicate,
  prove: (seen) => [proveDuplicate(seen)],
};

export interface Duplicates {
  readonly cookie: string;
  /** Bets that the first value counts, and that the last does. */
  readonly first: Bets;
  readonly last: Bets;
  /** `log10` of the odds for the better of the two; half the stake is on each. */
  readonly log10Odds: number;
}

/** A route that fails on such a header is left after so many. */
const mostFailed = 5;

function planDuplicate(
  seen: readonly Observation[],
  { verdict, log10Odds, random, cookieHeader }: PlanContext,
): PlannedRequest | undefined {
  const cookie = holdingCookie(verdict);
  if (cookie === undefined) return undefined;
  const clients = clientsAtHome(seen).flatMap(({ session, home }) => {
    const value = valueIn(cookieHeader(session), cookie);
    return value === undefined ? [] : [{ home, value }];
  });
  const { first, last, log10Odds: reached } = readDuplicates(seen);
  // Half the stake is on each, so to be settled takes a little more.
  const wanted = log10Odds + Math.log10(2);
  const settled = reached >= log10Odds || (areSettled(first, wanted) && areSettled(last, wanted));
  if (settled || first.failed >= mostFailed) return undefined;
  // Another pair each time: a route that looks at both values at once may favour one in one pair, not in all.
  const one = any(clients, random);
  const other = any(
    clients.filter(({ home, value }) => home !== one?.home && value !== one?.value),
    random,
  );
  if (one === undefined || other === undefined) return undefined;

  const drawn = draw(
    'duplicate',
    [
      { chance: 0.4, home: one.home, trust: 0.999 },
      { chance: 0.4, home: other.home, trust: 0.999 },
      { chance: 0.2, trust: 0 },
    ],
    random,
  );
  const orders = [
    [one, other],
    [other, one],
  ];
  const order = orders[drawn.drawn];
  if (order === undefined) return { ...freshRequest(seen), draw: drawn };
  const text = order.map(({ value }) => pairOf(cookie, value)).join('; ');
  const session = sessionSending(text, seen, 'duplicate');
  return { experiment: 'duplicate', session, connection: 'new', cookies: { text }, draw: drawn };
}

function any<T>(all: readonly T[], random: Random): T | undefined {
  return all[Math.floor(random() * all.length)];
}

export function readDuplicates(seen: readonly Observation[]): Duplicates {
  const mine = seen.filter(({ request }) => request.experiment === 'duplicate');
  const first = readBets('duplicate', seen);
  const last = readBets('duplicate', seen, {
    homeOf: (lot, { lots }) => lot.home && lots.find(({ home }) => home !== undefined && home !== lot.home)?.home,
  });
  return {
    cookie: pairsIn(mine[0]?.cookie ?? '')[0]?.name ?? '',
    first,
    last,
    log10Odds: Math.max(0, Math.max(first.log10Odds, last.log10Odds) - Math.log10(2)),
  };
}

function proveDuplicate(seen: readonly Observation[]): Evidence {
  const { first, last, log10Odds } = readDuplicates(seen);
  return {
    experiment: 'duplicate',
    title: 'two values',
    stayed: first.misses === 0 || last.misses === 0,
    finding: findingOf(first, last),
    ...summary('duplicate', seen),
    log10Odds,
  };
}

function findingOf(first: Bets, last: Bets): string {
  if (first.hits + last.hits === 0) return 'refused';
  if (first.misses > 0 && last.misses > 0) return 'neither the first nor the last counts';
  return first.log10Odds >= last.log10Odds ? 'the first counts' : 'the last counts';
}
