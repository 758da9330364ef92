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

/** What the answer `backend` multiplies the stake by. */
export function payout({ lots, drawn }: Draw, backend: string, shares: Shares): number {
  const anybody = shareOf(backend, shares);
  const bet = (lot: Lot) =>
    lot.home === undefined ? anybody : (lot.home === backend ? lot.trust : 0) + (1 - lot.trust) * anybody;
  const chosen = lots[drawn];
  if (chosen === undefined) return 1;
  return bet(chosen) / lots.reduce((sum, lot) => sum + lot.chance * bet(lot), 0);
}

/** The probability that `backend` answers next, with half an answer for each as a start (Krichevsky and Trofimov 1981). */
function shareOf(backend: string, shares: Shares): number {
  const answers = [...shares.values()].reduce((sum, count) => sum + count, 0);
  return ((shares.get(backend) ?? 0) + 0.5) / (answers + 0.5 * (shares.size + 1));
}
