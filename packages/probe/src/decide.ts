import { adviceOn } from './advice.ts';
import { type HoldingCookies, holdingCookies } from './experiments/ablation.ts';
import { neverKept, provesConnection, readConnection } from './experiments/connection.ts';
import { provesCookie, readCookie } from './experiments/cookie.ts';
import { proveFresh } from './experiments/fresh.ts';
import { homesOf, type Move, type Stays, testedOf } from './experiments/stays.ts';
import type { Observation } from './planned.ts';
import type { Verdict } from './verdict.ts';
import { count, quoted, spread } from './words.ts';

/** What the caller knows and asks for. */
export interface Question {
  readonly url: URL;
  /** `log10` of the odds that a verdict must reach. */
  readonly log10Odds: number;
  readonly readyBackends?: number;
}

type Told = Omit<Verdict, 'advice'>;

/** The verdict on all that was seen. */
export function decide(seen: readonly Observation[], question: Question): Verdict {
  const told = verdictOn(seen, question);
  return { ...told, advice: adviceOn(seen, told, question.url) };
}

function verdictOn(seen: readonly Observation[], question: Question): Told {
  const { log10Odds } = question;
  const met = new Set(seen.flatMap(({ sample }) => sample.backend ?? []));
  if (met.size < 2) return onePod(seen, question);
  const byCookie = readCookie(seen);
  const byConnection = readConnection(seen);
  const moved = byCookie.move ?? byConnection.move;
  if (byConnection.move && moved) return notSticky(moved, met.size, byCookie.move !== undefined);
  if (provesCookie(byCookie, log10Odds)) return stickyByCookie(seen, byCookie, log10Odds);
  if (provesConnection(byConnection, log10Odds)) return stickyByConnection(seen, byConnection, met.size);
  if (neverKept(byConnection)) return byCookie.move ? notSticky(byCookie.move, met.size, true) : nothingHolds(met.size);
  return undecided(byCookie, byConnection, question);
}

function notSticky(move: Move, met: number, sentCookies: boolean): Told {
  return {
    kind: 'not-sticky',
    log10Odds: 0,
    certain: true,
    headline: `Not sticky: one session met ${met === 2 ? 'both' : 'two'} pods after ${count(move.request, 'request')}.`,
    because: sentCookies
      ? 'It sent back every cookie that it may, and no request failed in between.'
      : 'One kept connection carried its requests, none failed in between, and the route sets no cookie.',
  };
}

function nothingHolds(met: number): Told {
  return {
    kind: 'not-sticky',
    log10Odds: 0,
    certain: true,
    headline: `Not sticky: one client met ${met === 2 ? 'both' : 'two'} pods.`,
    because: 'The route sets no cookie and closes each connection, so nothing can hold a client.',
  };
}

function stickyByCookie(seen: readonly Observation[], stays: Stays, log10Odds: number): Told {
  const held = testedOf(stays);
  const requests = held.reduce((sum, holder) => sum + holder.stays, 0);
  const pods = homesOf(stays).length;
  const fresh = proveFresh(seen);
  const because =
    `${count(held.length, 'session')}, ${count(requests, 'request')} on new connections: every session stayed on its pod, ` +
    `over ${pods} pods. Without the cookie the same requests ${spread(fresh.backends)}.`;
  const [cookie, headline] = naming(holdingCookies(seen, log10Odds));
  return {
    kind: 'sticky-by-cookie',
    ...(cookie === undefined ? {} : { cookie }),
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline,
    because,
  };
}

/** The cookie that holds a session, where it is one, and the headline that says so. */
function naming({ all, needed, enough }: HoldingCookies): [string | undefined, string] {
  const [only, ...more] = needed.length > 0 ? needed : enough.flat();
  if (only === undefined) return [undefined, `Sticky by one of the cookies ${quoted(all, 'or')}.`];
  if (more.length === 0) return [only, `Sticky by cookie "${only}".`];
  if (needed.length > 0) return [undefined, `Sticky by the cookies ${quoted(needed)} together.`];
  return [only, `Sticky by cookie "${only}", and by ${quoted(more)} as well.`];
}

function stickyByConnection(seen: readonly Observation[], stays: Stays, met: number): Told {
  return {
    kind: 'sticky-by-connection',
    log10Odds: stays.log10Odds,
    leak: leakOf(stays),
    certain: false,
    headline: 'Pinned by the connection only.',
    because:
      `Kept connections stayed, new ones ${spread(proveFresh(seen).backends)}: connections are balanced, not requests, ` +
      `and the next connection may meet ${met === 2 ? 'the other pod' : 'another pod'}.`,
  };
}

/** The leak that so many stays in a row would hide once in 20 times: `(1 - leak) ** stays = 1 / 20`. */
function leakOf(stays: Stays): number {
  const requests = testedOf(stays).reduce((sum, holder) => sum + holder.stays, 0);
  return 1 - 0.05 ** (1 / Math.max(1, requests));
}

function onePod(seen: readonly Observation[], { log10Odds, readyBackends }: Question): Told {
  const fresh = proveFresh(seen);
  const answers = fresh.requests - fresh.failures;
  const seenOne = `${count(answers, 'request')} on new connections without cookies met one pod.`;
  const base = { log10Odds: fresh.log10Odds, certain: false };
  const unknown = { ...base, log10Odds: 0 };
  if (readyBackends !== undefined && readyBackends > 1) {
    return {
      ...unknown,
      kind: 'inconclusive',
      headline: `Inconclusive: ${readyBackends} pods are ready, and always the same one answers.`,
      because: `${seenOne} The route may keep clients by their address, or send everything to one pod.`,
      settle: 'Everything here comes from one client address: probe from another address.',
    };
  }
  if (fresh.log10Odds < log10Odds) {
    return {
      ...unknown,
      kind: 'inconclusive',
      headline: 'Inconclusive: too few answers to tell one pod from several.',
      because: seenOne,
      settle: 'Allow more requests.',
    };
  }
  return {
    ...base,
    kind: 'one-backend',
    headline: 'One pod only: there is nothing to be sticky between.',
    because:
      readyBackends === 1
        ? seenOne
        : `${seenOne} Or the route keeps clients by their address, which one address alone cannot tell.`,
  };
}

function undecided(byCookie: Stays, byConnection: Stays, { log10Odds }: Question): Told {
  const [stays, who] =
    byCookie.move || byCookie.holders.length === 0 ? [byConnection, 'kept connection'] : [byCookie, 'session'];
  const reached = stays.log10Odds >= log10Odds;
  return {
    kind: 'inconclusive',
    log10Odds: 0,
    certain: false,
    headline: reached
      ? `Inconclusive: every ${who} went to the same pod.`
      : 'Inconclusive: the odds asked for were not reached.',
    because: reached
      ? `All of them stayed there, but a route that sends every ${who} to one pod looks the same.`
      : `No ${who} moved, but too few requests could show it.`,
    settle: 'Allow more requests, or ask for lower odds.',
  };
}
