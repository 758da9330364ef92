import type { Observation } from '../planned.ts';
import { comingFrom } from '../sources.ts';
import { provesCookie } from './cookie.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { alwaysOne } from './fresh.ts';
import { provesStays, readingOf } from './stays.ts';
import { planVariants, proveVariants } from './variants.ts';

const test = { experiment: 'address', test: 'address' } as const;

/**
 * Where all new clients meet the same backend: clients from other addresses. The own address is one of them, so a single
 * other one may be enough.
 */
export const address: Experiment = {
  name: 'address',
  plan: (seen, context) => {
    if (!mayBePinned(seen, context)) return undefined;
    const requests = context.sources.length === 0 ? [] : [{}, ...context.sources.map(comingFrom)];
    return planVariants(seen, readAddress(seen), { ...test, requests }, context);
  },
  prove: (seen) => [proveVariants(seen, readAddress(seen), test, 'address')],
};

/** The clients that came from different addresses. */
export const readAddress = readingOf(test.test);

/** Always the same backend answers, and it is not known to be the only one: something may pin this client to it. */
export function mayBePinned(
  seen: readonly Observation[],
  { log10Odds, readyBackends }: Pick<PlanContext, 'log10Odds' | 'readyBackends'>,
): boolean {
  return readyBackends !== 1 && alwaysOne(seen, log10Odds) && !provesCookie(seen, log10Odds);
}

export function provesAddress(seen: readonly Observation[], log10Odds: number): boolean {
  return provesStays(readAddress(seen), log10Odds);
}
