import type { ExperimentName } from '../planned.ts';
import type { Expectation, ExpectedRoute } from './expectation.ts';

/** How to probe a route so that all that is expected of it can be judged: with the odds and the experiments it takes. */
export function optionsFor(expect: Expectation, asked: ExpectedRoute['options'] = {}): ExpectedRoute['options'] {
  const { experiments = 'verdict' } = asked;
  const needed: readonly ExperimentName[] = expect.unevennessAtMost === undefined ? [] : ['fairness'];
  const odds = Math.max(asked.odds ?? 0, expect.oddsAtLeast ?? 0);
  return {
    ...asked,
    ...(odds === 0 ? {} : { odds }),
    ...(experiments === 'all' || needed.length === 0
      ? {}
      : { experiments: experiments === 'verdict' ? needed : [...new Set([...experiments, ...needed])] }),
  };
}
