import { provingHeader } from '../experiments/header.ts';
import { homesOf } from '../experiments/stays.ts';
import { leakOf } from './leak.ts';
import type { Judge } from './question.ts';

/** Clients that carry the same value of a header field stay. */
export const byHeader: Judge = (seen, { log10Odds }) => {
  const proving = provingHeader(seen, log10Odds);
  if (proving === undefined) return undefined;
  const { name, kind, stays } = proving;
  const over = `over ${homesOf(stays).length} pods`;
  return {
    kind: 'sticky-by-header',
    header: name,
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline: `Sticky by header "${name}".`,
    because:
      kind === 'own'
        ? `Requests with the same value of it met the same pod, ${over}, and others with another value.`
        : `Answers give it, and clients that bring it back stayed on their pods, ${over}. A browser does not do so by itself.`,
  };
};
