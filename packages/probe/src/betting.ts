import type { Random } from './random.ts';

/**
 * Odds by betting (a test martingale: Ville 1939; Shafer and Vovk, "Game-theoretic foundations", 2019).
 *
 * Before each request a lot decides, with known chances, who asks: a client without anything to be known by, or one
 * that something may hold on its backend. Against every way of balancing that does not look at what holds a client (at
 * random, in turns, by load, weighted, even one that knows all earlier answers) the answer is independent of the lot.
 * So a bet on the answer, paid out by the chances of the lots, is fair: on average it multiplies the stake by 1 or
 * less. The product of all bets passes N with a probability of at most 1/N, however often it is looked at and whenever
 * one stops. That product is what a verdict tells as its odds.
 */

/** One of the ways in which the next request can be chosen. */
export interface Lot {
  /** Probability that it is drawn; the chances of all lots of a draw make 1. */
  readonly chance: number;
  /** The client that asks; absent for one that nothing holds. */
  readonly session?: number;
  /** The backend that holds this client if anything does. */
  readonly home?: string;
  /** How much of the stake is on `home`, 0 to 1; the rest is spread like an answer to anybody. */
  readonly trust: number;
}

export interface Draw {
  /** Which test the draw belongs to: an experiment can run several. */
  readonly test: string;
  readonly lots: readonly Lot[];
  /** Index of the lot that was drawn. */
  readonly drawn: number;
}

/** How often each backend answered clients that nothing holds. */
export type Shares = ReadonlyMap<string, number>;

/** Draws one of the lots; their chances need not make 1 yet. */
export function draw(test: string, weighted: readonly Lot[], random: Random): Draw {
  const total = weighted.reduce((sum, lot) => sum + lot.chance, 0);
  const lots = weighted.map((lot) => ({ ...lot, chance: lot.chance / total }));
  const point = random();
  let passed = 0;
  const found = lots.findIndex((lot) => {
    passed += lot.chance;
    return point < passed;
  });
  return { test, lots, drawn: found === -1 ? lots.length - 1 : found };
}

/** How much of the stake is on `backend` should `lot` be drawn, where anybody's share of answers from there is `anybody`. */
export type Bet = (lot: Lot, backend: string, anybody: number) => number;

/** Puts at most `trust` on the lot's home, the rest like an answer to anybody. */
export function onHome(trust: number): Bet {
  return (lot, backend, anybody) => {
    if (lot.home === undefined) return anybody;
    const put = Math.min(lot.trust, trust);
    return (lot.home === backend ? put : 0) + (1 - put) * anybody;
  };
}

/** Bets on whom a client has met before, for a route that keeps it among some of its backends. */
export function onHistory(met: (session: number) => ReadonlyMap<string, number> | undefined): Bet {
  return ({ session }, backend, anybody) => {
    const before = session === undefined ? undefined : met(session);
    if (before === undefined) return anybody;
    let answers = 0;
    for (const count of before.values()) answers += count;
    return ((before.get(backend) ?? 0) + 2 * anybody) / (answers + 2);
  };
}

/** What the answer `backend` multiplies the stake by. */
export function payout({ lots, drawn }: Draw, backend: string, shares: Shares, bet: Bet = onHome(1)): number {
  const anybody = shareOf(backend, shares);
  const chosen = lots[drawn];
  if (chosen === undefined) return 1;
  return bet(chosen, backend, anybody) / lots.reduce((sum, lot) => sum + lot.chance * bet(lot, backend, anybody), 0);
}

/** `log10` of the mean, weighted by `weights` (which make 1), of stakes given as powers of ten: itself a fair stake. */
export function mean(stakes: readonly number[], weights: readonly number[]): number {
  const largest = Math.max(...stakes);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return (
    largest + Math.log10(stakes.reduce((sum, stake, index) => sum + (weights[index] ?? 0) * 10 ** (stake - largest), 0))
  );
}

/** The probability that `backend` answers next, with half an answer for each as a start (Krichevsky and Trofimov 1981). */
function shareOf(backend: string, shares: Shares): number {
  let answers = 0;
  for (const count of shares.values()) answers += count;
  return ((shares.get(backend) ?? 0) + 0.5) / (answers + 0.5 * (shares.size + 1));
}
