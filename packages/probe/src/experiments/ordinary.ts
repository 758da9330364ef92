import { provoking } from '../hygiene/sightings.ts';
import type { ExperimentName } from '../planned.ts';

const odd: ReadonlySet<string> = new Set<ExperimentName>([...provoking, 'websocket', 'http2']);

/** Whether an experiment asks as users do, so that its failures are failures that users meet. */
export function asksAsUsersDo(experiment: string): boolean {
  return !odd.has(experiment);
}
