import { type HoldingCookies, holdingCookies } from '../experiments/ablation.ts';
import { provesCookie, readCookie } from '../experiments/cookie.ts';
import { proveFresh, spreads } from '../experiments/fresh.ts';
import { homesOf, testedOf } from '../experiments/stays.ts';
import { count, quoted, spread } from '../words.ts';
import { leakOf } from './leak.ts';
import type { Judge } from './question.ts';

/** Sessions stay on new connections, over two backends or more. */
export const byCookie: Judge = (seen, { log10Odds }) => {
  if (!provesCookie(seen, log10Odds)) return undefined;
  const stays = readCookie(seen);
  const held = testedOf(stays);
  const requests = held.reduce((sum, holder) => sum + holder.stays, 0);
  const without = spreads(seen)
    ? `Without the cookie the same requests ${spread(proveFresh(seen).backends)}.`
    : 'Without the cookie all of them met the same pod.';
  const [cookie, headline] = naming(holdingCookies(seen, log10Odds));
  return {
    kind: 'sticky-by-cookie',
    ...(cookie === undefined ? {} : { cookie }),
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline,
    because:
      `${count(held.length, 'session')}, ${count(requests, 'request')} on new connections: ` +
      `${stays.moves === 0 ? 'every session stayed on its pod' : `they stayed on their pods but for ${count(stays.moves, 'move')}`}, ` +
      `over ${homesOf(stays).length} pods. ${without}`,
  };
};

/** The cookie that holds a session, where it is one, and the headline that says so. */
function naming({ all, needed, enough }: HoldingCookies): [string | undefined, string] {
  const [only, ...more] = needed.length > 0 ? needed : enough.flat();
  if (only === undefined) return [undefined, `Sticky by one of the cookies ${quoted(all, 'or')}.`];
  if (more.length === 0) return [only, `Sticky by cookie "${only}".`];
  if (needed.length > 0) return [undefined, `Sticky by the cookies ${quoted(needed)} together.`];
  return [only, `Sticky by cookie "${only}", and by ${quoted(more)} as well.`];
}
