import type { Evidence } from '../evidence.ts';
import type { ExperimentName, Observation } from '../planned.ts';

/** Counts of one experiment's requests. */
export function summary(
  experiment: ExperimentName,
  seen: readonly Observation[],
): Pick<Evidence, 'requests' | 'failures' | 'backends'> {
  const mine = seen.filter(({ request }) => request.experiment === experiment);
  const answers = new Map<string, number>();
  for (const { sample } of mine) {
    if (sample.backend !== undefined) answers.set(sample.backend, (answers.get(sample.backend) ?? 0) + 1);
  }
  return {
    requests: mine.length,
    failures: mine.filter(({ sample }) => sample.failure !== undefined).length,
    // fromEntries defines own properties, so a backend that calls itself __proto__ is a name like any other.
    backends: Object.fromEntries(answers),
  };
}
