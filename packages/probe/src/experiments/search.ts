import { goneOf } from '../decide/gone.ts';
import type { Observation } from '../planned.ts';
import { mayBePinned, provesAddress } from './address.ts';
import { neverKept, provesConnection, readConnection } from './connection.ts';
import { readCookie } from './cookie.ts';
import type { Experiment } from './experiment.ts';
import { freshRequest, mixes, newClients, spreads } from './fresh.ts';
import { awaitsAnother, provingHeader } from './header.ts';
import { provingUrl } from './url.ts';

/** So many new clients, and a backend that gets one in 100 is missed once in 20 probes, or once in 1,000. */
const enoughNew = { unknown: 300, severalReady: 690 };

/**
 * So many new clients that were set no cookie, and a route that gives one to every other would have shown it, but for once in
 * 100 probes. What a kept connection is answered later is no sign: a router may give cookies on first answers only.
 */
const enoughBare = 7;
/** So many new clients, and one of them is given a cookie that the route has set to somebody already. */
const enoughGiven = 30;

/**
 * When nothing else has led to a second backend: many more new clients, for a backend that gets few. Asked last, and not
 * where there is one backend only. And where clients move: some may be given a cookie, and a backend may be gone.
 */
export const search: Experiment = {
  name: 'fresh',
  plan: (seen, context) => {
    const { readyBackends = 0, log10Odds } = context;
    if (spreads(seen)) {
      return mayGiveCookies(seen, log10Odds) || mayBeGone(seen, log10Odds) ? freshRequest(seen) : undefined;
    }
    if (!mayBePinned(seen, context) || provesAddress(seen, log10Odds)) return undefined;
    if (provingUrl(seen, log10Odds) || provingHeader(seen, log10Odds)) return undefined;
    const enough = readyBackends > 1 ? enoughNew.severalReady : enoughNew.unknown;
    return newClients(seen) < enough ? freshRequest(seen) : undefined;
  },
  prove: () => [],
};

/** What was seen of clients that move may be no more than one backend that is gone: whether it is, new clients tell. */
function mayBeGone(seen: readonly Observation[], log10Odds: number): boolean {
  if (provesConnection(seen, log10Odds) || provingHeader(seen, log10Odds) || readCookie(seen).holders.length > 0)
    return false;
  const open = awaitsAnother(seen) || (neverKept(readConnection(seen)) && !mixes(seen));
  return open && goneOf(seen) === 0 && newClients(seen) < enoughNew.unknown;
}

function mayGiveCookies(seen: readonly Observation[], log10Odds: number): boolean {
  if (provesConnection(seen, log10Odds) || provingHeader(seen, log10Odds) || readCookie(seen).holders.length > 0)
    return false;
  const given = seen.filter(({ sample }) => sample.cookiesSet.length > 0);
  if (given.some(({ request }) => request.cookies === 'jar')) return false;
  return newClients(seen) < (given.length > 0 ? enoughGiven : enoughBare);
}
