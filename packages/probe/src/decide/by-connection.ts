import { provesConnection, readConnection } from '../experiments/connection.ts';
import { proveFresh } from '../experiments/fresh.ts';
import { spread } from '../words.ts';
import { leakOf } from './leak.ts';
import { type Judge, met } from './question.ts';

/** Kept connections stay, new ones spread, and cookies do not help. */
export const byConnection: Judge = (seen, { log10Odds }) => {
  if (!provesConnection(seen, log10Odds)) return undefined;
  const stays = readConnection(seen);
  return {
    kind: 'sticky-by-connection',
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline: 'Pinned by the connection only.',
    because:
      `Kept connections stayed, new ones ${spread(proveFresh(seen).backends)}: connections are balanced, not requests, ` +
      `and the next connection may meet ${met(seen) === 2 ? 'the other pod' : 'another pod'}.`,
  };
};
