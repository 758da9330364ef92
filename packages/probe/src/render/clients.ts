import type { Sample } from '../sample.ts';

/** Experiments whose every request is a new client's: there is nobody to follow. */
const ofNewClients: ReadonlySet<string> = new Set(['fresh', 'fairness']);

/** Clients to follow, numbered from 1 in the order in which they were met. */
export function numberClients(samples: readonly Sample[]): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const { session, experiment } of samples) {
    if (!ofNewClients.has(experiment) && !numbers.has(session)) numbers.set(session, numbers.size + 1);
  }
  return numbers;
}
