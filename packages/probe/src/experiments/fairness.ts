import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { count } from '../words.ts';
import { chiSquareTail } from './chi-square.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { proveFresh } from './fresh.ts';
import { summary } from './summary.ts';

/**
 * New sessions, one request each: how evenly are they shared out? Their number is fixed before the first is sent, which
 * is what Pearson's chi-square test asks for (1900), and gives each backend 20 of them if all get the same, where 5
 * are the least that the test is good for (Cochran 1954).
 */
export const fairness: Experiment = {
  name: 'fairness',
  plan: planFairness,
  prove: (seen) => [proveFairness(seen)],
};

const sessionsPerBackend = 20;
const mostSessions = 400;
/** A route is called uneven when equal shares would do this once in a thousand probes. */
export const unevenAt = 3;

function planFairness(seen: readonly Observation[], { readyBackends = 0 }: PlanContext): PlannedRequest | undefined {
  const start = seen.findIndex(({ request }) => request.experiment === 'fairness');
  const before = start === -1 ? seen : seen.slice(0, start);
  const backends = Math.max(readyBackends, Object.keys(proveFresh(before).backends).length);
  const asked = seen.filter(({ request }) => request.experiment === 'fairness').length;
  if (backends < 2 || asked >= Math.min(mostSessions, sessionsPerBackend * backends)) return undefined;
  return { experiment: 'fairness', session: nextSession(seen), connection: 'new', cookies: 'jar' };
}

export interface Fairness {
  readonly sessions: Readonly<Record<string, number>>;
  /** Pearson's statistic against equal shares. */
  readonly chiSquare: number;
  /** `log10` of how much rarer than not it is that equal shares are as uneven: 3 is once in 1,000. */
  readonly log10Odds: number;
}

/** A backend that was met at any time counts, though no session came to it. */
export function readFairness(seen: readonly Observation[]): Fairness {
  const told = summary('fairness', seen).backends;
  const met = new Set(seen.flatMap(({ sample }) => sample.backend ?? []));
  const sessions = Object.fromEntries([...met].map((backend) => [backend, told[backend] ?? 0]));
  const counts = Object.values(sessions);
  const total = counts.reduce((sum, one) => sum + one, 0);
  const expected = total / counts.length;
  const chiSquare = total === 0 ? 0 : counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0);
  return { sessions, chiSquare, log10Odds: -Math.log10(chiSquareTail(chiSquare, counts.length - 1)) };
}

function proveFairness(seen: readonly Observation[]): Evidence {
  const { sessions, log10Odds } = readFairness(seen);
  const counts = Object.values(sessions);
  const total = counts.reduce((sum, one) => sum + one, 0);
  const shared = `${count(total, 'session')}, ${counts.join(' : ')}`;
  return {
    experiment: 'fairness',
    title: 'new sessions',
    stayed: false,
    finding: `${shared}: ${log10Odds >= unevenAt ? 'uneven' : `as even as ${total} can tell`}`,
    ...summary('fairness', seen),
    log10Odds: log10Odds >= unevenAt ? log10Odds : 0,
  };
}
