import { provesStays } from '../experiments/stays.ts';
import { readUnscoped, unscopedNames } from '../experiments/unscoped.ts';
import { quoted } from '../words.ts';
import { leakOf } from './leak.ts';
import type { Judge } from './question.ts';

/** Cookies that no browser would send back hold whoever sends them back all the same. */
export const notReturned: Judge = (seen, { log10Odds }) => {
  const stays = readUnscoped(seen);
  if (!provesStays(stays, log10Odds)) return undefined;
  const names = unscopedNames(seen);
  const [cookie, ...more] = names;
  return {
    kind: 'cookie-not-returned',
    ...(cookie !== undefined && more.length === 0 ? { cookie } : {}),
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline:
      more.length === 0
        ? `Not sticky for a browser: it does not send the cookie ${quoted(names)} back.`
        : `Not sticky for a browser: it does not send the cookies ${quoted(names)} back.`,
    because: 'The route honours what it sets: clients that sent it back against the rules stayed on their pods.',
  };
};
