import { mayBePinned, provesAddress } from './address.ts';
import type { Experiment } from './experiment.ts';
import { freshRequest, newClients } from './fresh.ts';
import { provingHeader } from './header.ts';
import { provingUrl } from './url.ts';

/** So many new clients, and a backend that gets one in 100 is missed once in 20 probes, or once in 1,000. */
const enoughNew = { unknown: 300, severalReady: 690 };

/**
 * When nothing else has led to a second backend: many more new clients, for a backend that gets few. Asked last, and not
 * where there is one backend only.
 */
export const search: Experiment = {
  name: 'fresh',
  plan: (seen, context) => {
    const { readyBackends = 0 } = context;
    if (!mayBePinned(seen, context) || provesAddress(seen, context.log10Odds)) return undefined;
    if (provingUrl(seen, context.log10Odds) || provingHeader(seen, context.log10Odds)) return undefined;
    const enough = readyBackends > 1 ? enoughNew.severalReady : enoughNew.unknown;
    return newClients(seen) < enough ? freshRequest(seen) : undefined;
  },
  prove: () => [],
};
