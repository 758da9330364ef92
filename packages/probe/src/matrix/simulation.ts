import { probeOver } from '../probe.ts';
import { seeded } from '../random.ts';
import type { Verdict } from '../verdict.ts';
import { drawPlan, type Plan } from './synthetic/grammar.ts';
import { naturesOf } from './synthetic/nature.ts';
import { openRouter } from './synthetic/router.ts';
import { syntheticTransport } from './synthetic/transport.ts';
import { type Judgement, judge } from './truth.ts';

/** One synthetic router, probed once. */
export interface Simulated {
  /** Draws the router, and the probe's requests: the same seed repeats both. */
  readonly seed: number;
  readonly plan: Plan;
  readonly judgement: Judgement;
  readonly verdict?: Verdict;
  /** What the probe threw where a route gave nothing to judge. */
  readonly error?: string;
  readonly requests: number;
}

const url = new URL('http://sticky.test/');
/** Enough to tell an address from one backend at a million to one, were each as likely to lead to a second. */
const sources = Array.from({ length: 24 }, (_, index) => `127.0.0.${index + 1}`);

/** Draws a router and probes it. */
export async function simulate(seed: number, odds: number): Promise<Simulated> {
  const random = seeded(seed);
  const plan = drawPlan(random);
  const transport = syntheticTransport(openRouter(plan, random), plan.closes);
  const readyBackends = plan.told ? plan.backends : undefined;
  const options = { identity: '/uuid', odds, seed, sources, headers: ['x-user'] };
  try {
    const told = readyBackends === undefined ? options : { ...options, readyBackends };
    const { verdict, requests } = await probeOver(transport, { url }, told);
    const judgements = naturesOf(plan).map((nature) => judge(nature, verdict, readyBackends));
    return { seed, plan, judgement: best(judgements), verdict, requests };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    return { seed, plan, judgement: 'inconclusive', error, requests: 0 };
  }
}

const order: readonly Judgement[] = ['right', 'understated', 'inconclusive', 'wrong'];

function best(judgements: readonly Judgement[]): Judgement {
  return order.find((judgement) => judgements.includes(judgement)) ?? 'wrong';
}
