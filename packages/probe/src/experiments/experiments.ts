import type { ExperimentName } from '../planned.ts';
import { ablation } from './ablation.ts';
import { address } from './address.ts';
import { connection } from './connection.ts';
import { cookie } from './cookie.ts';
import { duplicate } from './duplicate.ts';
import type { Experiment } from './experiment.ts';
import { expiry } from './expiry.ts';
import { fairness } from './fairness.ts';
import { forged } from './forged.ts';
import { fresh } from './fresh.ts';
import { header } from './header.ts';
import { http2 } from './http2.ts';
import { oversized } from './oversized.ts';
import { partly } from './partly.ts';
import { search } from './search.ts';
import { stale } from './stale.ts';
import { unscoped } from './unscoped.ts';
import { url } from './url.ts';
import { websocket } from './websocket.ts';

/**
 * What a verdict rests on, in the order in which it is asked; each asks only as far as the verdict needs it. What a later one
 * finds may give an earlier one something to ask: then the table is gone through again.
 */
export const verdictExperiments: readonly Experiment[] = [
  fresh,
  cookie,
  ablation,
  connection,
  unscoped,
  header,
  partly,
  address,
  url,
  search,
];

/** What to know besides, asked when the verdict is known. */
const furtherExperiments: readonly Experiment[] = [
  forged,
  stale,
  duplicate,
  oversized,
  websocket,
  http2,
  fairness,
  expiry,
];

/** Those that wait for minutes, so they run only when they are asked for by name. */
const byNameOnly: readonly ExperimentName[] = ['expiry'];

/** Which experiments follow the verdict: `all` but those that wait, or those that are named. */
export function furtherOf(asked: 'verdict' | 'all' | readonly ExperimentName[]): readonly Experiment[] {
  if (asked === 'verdict') return [];
  return furtherExperiments.filter(({ name }) => (asked === 'all' ? !byNameOnly.includes(name) : asked.includes(name)));
}
