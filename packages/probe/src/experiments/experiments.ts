import type { ExperimentName } from '../planned.ts';
import { ablation } from './ablation.ts';
import { connection } from './connection.ts';
import { cookie } from './cookie.ts';
import type { Experiment } from './experiment.ts';
import { fresh } from './fresh.ts';

/** What a verdict rests on, in the order in which it is asked; each asks only as far as the verdict needs it. */
export const verdictExperiments: readonly Experiment[] = [fresh, cookie, ablation, connection];

/** What to know besides, asked when the verdict is known. */
export const furtherExperiments: readonly Experiment[] = [];

/** Those that wait for minutes, so they run only when they are asked for by name. */
const byNameOnly: readonly ExperimentName[] = ['expiry'];

/** Which experiments follow the verdict: `all` but those that wait, or those that are named. */
export function furtherOf(asked: 'verdict' | 'all' | readonly ExperimentName[]): readonly Experiment[] {
  if (asked === 'verdict') return [];
  return furtherExperiments.filter(({ name }) => (asked === 'all' ? !byNameOnly.includes(name) : asked.includes(name)));
}
