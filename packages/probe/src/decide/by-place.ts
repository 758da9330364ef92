import { provesAddress, readAddress } from '../experiments/address.ts';
import { spreads } from '../experiments/fresh.ts';
import { homesOf } from '../experiments/stays.ts';
import { provingUrl } from '../experiments/url.ts';
import { leakOf } from './leak.ts';
import type { Judge } from './question.ts';

/** The address that a client comes from, or the URL that it asks for, decides who answers. */
export const byPlace: Judge = (seen, { log10Odds }) => {
  if (spreads(seen)) return undefined;
  const url = provingUrl(seen, log10Odds);
  const address = provesAddress(seen, log10Odds);
  if (url !== undefined) {
    const { noun, stays } = url;
    return {
      kind: 'sticky-by-url',
      log10Odds: stays.log10Odds,
      leak: leakOf(stays),
      certain: false,
      headline: address ? 'Sticky by the URL and the client address together.' : 'Sticky by the URL.',
      because:
        `Each ${noun === 'query' ? 'query' : 'path'} always met its pod, over ${homesOf(stays).length} pods: ` +
        'all clients of one URL share a pod, and a client meets others at other URLs.',
    };
  }
  if (!address) return undefined;
  const stays = readAddress(seen);
  return {
    kind: 'sticky-by-address',
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline: 'Sticky by the client address.',
    because:
      `Each of ${stays.holders.length} addresses always met its pod, over ${homesOf(stays).length} pods: clients behind one ` +
      'address share a pod, and a client whose address changes may lose its own.',
  };
};
