import type { Evidence } from '../evidence.ts';
import type { Observation } from '../planned.ts';
import type { Random } from '../random.ts';
import type { Experiment } from './experiment.ts';
import { type MadeUp, planMadeUp, readMadeUp } from './made-up.ts';
import { summary } from './summary.ts';

/** A value that nobody ever set, unlike those of the route: is it answered, replaced, or does the route break? */
export const forged: Experiment = {
  name: 'forged',
  plan: (seen, context) => planMadeUp('forged', seen, context, (_, random) => `sticky-probe-${word(random)}`),
  prove: (seen) => [madeUpEvidence('forged', 'a made-up value', seen)],
};

function word(random: Random): string {
  return Array.from({ length: 12 }, () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)]).join('');
}

/** The row of an experiment with values that the route never gave. */
export function madeUpEvidence(experiment: 'forged' | 'stale', title: string, seen: readonly Observation[]): Evidence {
  const read = readMadeUp(experiment, seen);
  const held = read.bets.hits > 0 && read.bets.misses === 0;
  return {
    experiment,
    title,
    stayed: held,
    finding: findingOf(read),
    ...summary(experiment, seen),
    log10Odds: held ? Math.max(0, read.bets.log10Odds) : 0,
  };
}

function findingOf({ refusals, bets, homes, replaced }: MadeUp): string {
  if (refusals.answered === 0) return `refused: ${refusals.how}`;
  const held = bets.misses > 0 ? 'holds nobody' : homes > 1 ? 'holds as well' : 'holds as well, all on one pod';
  const some = refusals.refused === 0 ? '' : `, refused ${refusals.refused} times: ${refusals.how}`;
  return `${held}, ${replaced === 0 ? 'not replaced' : 'replaced'}${some}`;
}
