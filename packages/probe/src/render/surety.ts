import type { Verdict } from '../verdict.ts';
import { formatNumberOfOdds } from './odds.ts';

/** How sure a verdict is, in a sentence or two; empty where it claims nothing. `plain` keeps to ASCII. */
export function suretyOf(verdict: Verdict, plain = false): string {
  return [odds(verdict, plain), leak(verdict)].filter((sentence) => sentence !== '').join(' ');
}

function odds({ kind, certain, log10Odds }: Verdict, plain: boolean): string {
  if (certain) return 'Certain: it was seen, not inferred.';
  if (kind === 'inconclusive') return '';
  const number = formatNumberOfOdds(log10Odds, plain);
  return kind === 'one-backend'
    ? `A second pod, as likely as the first, would be missed once in ${number} probes.`
    : `Chance would do this once in ${number} probes.`;
}

function leak({ leak: share }: Verdict): string {
  if (share === undefined || share <= 0) return '';
  return `A route that loses one request in ${Math.max(1, Math.floor(1 / share))} would have been caught 19 times of 20.`;
}
