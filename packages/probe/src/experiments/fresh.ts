import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { spread } from '../words.ts';
import type { Experiment } from './experiment.ts';
import { summary } from './summary.ts';

/**
 * New connections without cookies: how a route spreads clients that it has never seen. Goes on until two backends have
 * answered, or until a second one, as likely as the first, would have been missed only with the odds asked for.
 */
export const fresh: Experiment = {
  name: 'fresh',
  plan: (seen, { log10Odds }) =>
    spreads(seen) || proveFresh(seen).log10Odds >= log10Odds ? undefined : freshRequest(seen),
  prove: (seen) => [proveFresh(seen)],
};

/** Clients that nothing holds have met two backends. */
export function spreads(seen: readonly Observation[]): boolean {
  return Object.keys(proveFresh(seen).backends).length > 1;
}

/** A request of a client that nothing holds: also what every other experiment compares with. */
export function freshRequest(seen: readonly Observation[]): PlannedRequest {
  return { experiment: 'fresh', session: nextSession(seen), connection: 'new', cookies: 'none' };
}

/** `log10Odds` are those that an equally likely second backend would have been met; 0 once two were met. */
export function proveFresh(seen: readonly Observation[]): Evidence {
  const told = summary('fresh', seen);
  const names = Object.keys(told.backends);
  const answers = told.requests - told.failures;
  return {
    experiment: 'fresh',
    title: 'new connections',
    stayed: false,
    finding: names.length > 1 ? `${spread(told.backends)} without cookies` : `${answers} of ${answers} on one pod`,
    ...told,
    log10Odds: names.length === 1 ? (answers - 1) * Math.log10(2) : 0,
  };
}
