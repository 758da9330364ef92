import { largestShare } from '../decide/leak.ts';
import type { Simulated } from './simulation.ts';
import type { Plan } from './synthetic/grammar.ts';

/** What many simulated probes come to. Counts alone, so that several workers' can be added. */
export interface Tally {
  readonly routers: number;
  readonly wrong: number;
  /**
   * Routers that lose clients now and then, or hide a small backend from a probe that is not told of it; and those of them
   * that were said to lose less.
   */
  readonly lossy: number;
  readonly understated: number;
  readonly inconclusive: number;
  /** Probes that ended with an error, because a route gave too few answers to judge. */
  readonly errors: number;
  /** How often each number of requests was needed. */
  readonly requests: Readonly<Record<number, number>>;
  /** How often each verdict came. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Every wrong one, for replay. */
  readonly faults: readonly Simulated[];
}

export const emptyTally: Tally = {
  routers: 0,
  wrong: 0,
  lossy: 0,
  understated: 0,
  inconclusive: 0,
  errors: 0,
  requests: {},
  verdicts: {},
  faults: [],
};

export function tallyOf(one: Simulated): Tally {
  const { plan, judgement, verdict, error, requests } = one;
  const is = (condition: boolean) => (condition ? 1 : 0);
  return {
    routers: 1,
    wrong: is(judgement === 'wrong'),
    lossy: is(isLossy(plan)),
    understated: is(judgement === 'understated'),
    inconclusive: is(judgement === 'inconclusive' && error === undefined),
    errors: is(error !== undefined),
    requests: { [requests]: 1 },
    verdicts: { [verdict?.kind ?? 'error']: 1 },
    faults: judgement === 'wrong' ? [one] : [],
  };
}

function isLossy({ leak, holding, selection, told }: Plan): boolean {
  if (leak > 0 || (holding.by === 'cookie' && (holding.lasts !== undefined || holding.leads === 'zone'))) return true;
  return (
    !told && (selection.by === 'random' || selection.by === 'weighted-turns') && new Set(selection.weights).size > 1
  );
}

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    routers: one.routers + other.routers,
    wrong: one.wrong + other.wrong,
    lossy: one.lossy + other.lossy,
    understated: one.understated + other.understated,
    inconclusive: one.inconclusive + other.inconclusive,
    errors: one.errors + other.errors,
    requests: addCounts(one.requests, other.requests),
    verdicts: addCounts(one.verdicts, other.verdicts),
    faults: [...one.faults, ...other.faults],
  };
}

type Counts = Readonly<Record<string, number>>;

function addCounts(one: Counts, other: Counts): Counts {
  const sum = { ...one };
  for (const [key, count] of Object.entries(other)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

/** The share of wrong verdicts, as it is and as it may be, beside what the odds allow. */
export function tallyLines(tally: Tally, odds: number): readonly string[] {
  const { routers, wrong, lossy, understated, inconclusive, errors, verdicts } = tally;
  const share = (part: number) => `${((100 * part) / routers).toFixed(2)} %`;
  const bound = largestShare(wrong, routers);
  const kinds = Object.entries(verdicts).toSorted(([, a], [, b]) => b - a);
  return [
    `${routers.toLocaleString('en')} synthetic routers at ${odds.toLocaleString('en')} : 1`,
    `  wrong         ${wrong}: ${(wrong / routers).toExponential(1)}, with 95 % under ${bound.toExponential(1)}; allowed ${(1 / odds).toExponential(1)}`,
    `  understated   ${understated} of ${lossy} that lose clients or hide a backend: ${((100 * understated) / Math.max(1, lossy)).toFixed(2)} %; allowed 5 %`,
    `  inconclusive  ${inconclusive}: ${share(inconclusive)}`,
    `  errors        ${errors}: ${share(errors)}`,
    `  requests      median ${quantile(tally, 0.5)}, 19 of 20 within ${quantile(tally, 0.95)}`,
    `  verdicts      ${kinds.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
  ];
}

function quantile({ requests, routers }: Tally, part: number): number {
  let passed = 0;
  for (const [count, times] of Object.entries(requests)) {
    passed += times;
    if (passed >= part * routers) return Number(count);
  }
  return 0;
}
