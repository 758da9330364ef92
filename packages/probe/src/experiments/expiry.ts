import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import { drawClient, holdingCookie, readBets } from './at-home.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest } from './fresh.ts';
import { summary } from './summary.ts';

/**
 * Sessions that are in use when their cookie ends: each asks at first, in the middle of its cookie's life, and again when
 * the cookie of its first answer has ended. Is it at home then, or does it jump in the middle of the visit?
 */
export const expiry: Experiment = {
  name: 'expiry',
  plan: planExpiry,
  prove: (seen) => [proveExpiry(seen)],
};

const sessions = 8;
/** Milliseconds after the end at which it is sure to have come. */
const margin = 250;

function planExpiry(
  seen: readonly Observation[],
  { verdict, random, longestWait }: PlanContext,
): PlannedRequest | undefined {
  const cookie = holdingCookie(verdict);
  const life = cookie === undefined ? undefined : lifeOf(cookie, seen);
  if (life === undefined || life + margin > longestWait) return undefined;

  const visits = visitsOf(seen);
  const visit = { experiment: 'expiry', connection: 'new', cookies: 'jar' } as const;
  if (visits.length < sessions) return { ...visit, session: nextSession(seen) };
  const begun = visits.find(({ home, asked }) => home !== undefined && asked.length === 1);
  if (begun) return { ...visit, session: begun.session, notBefore: begun.firstAnswer + life / 2 };

  const waiting = visits.filter(({ home, asked }) => home !== undefined && asked.length === 2);
  if (waiting.length === 0) return undefined;
  // In an order that no route can know, so that one which serves clients in turns does not look as if it held them.
  const drawn = drawClient(
    'expiry',
    waiting.flatMap(({ session, home }) => (home === undefined ? [] : [{ session, home }])),
    random,
  );
  const next = waiting.find(({ session }) => session === drawn.lots[drawn.drawn]?.session);
  if (next === undefined) return { ...freshRequest(seen), draw: drawn };
  return { ...visit, session: next.session, notBefore: next.firstAnswer + life + margin, draw: drawn };
}

/** How long a cookie lasts, in milliseconds. Expires would need the route's clock to be ours, so only Max-Age counts. */
function lifeOf(name: string, seen: readonly Observation[]): number | undefined {
  const set = seen.flatMap(({ sample }) => sample.cookiesSet).find((cookie) => cookie.name === name);
  const seconds = set?.maxAgeSeconds ?? 0;
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** One client's visit. */
interface Visit {
  readonly session: number;
  /** Who answered first; absent when that request failed. */
  readonly home?: string;
  readonly asked: readonly Observation[];
  /** Milliseconds since the probe started. */
  readonly firstAnswer: number;
}

function visitsOf(seen: readonly Observation[]): readonly Visit[] {
  const mine = seen.filter(({ request }) => request.experiment === 'expiry');
  return [...new Set(mine.map(({ sample }) => sample.session))].map((session) => {
    const asked = mine.filter(({ sample }) => sample.session === session);
    const { at = 0, took = 0, backend } = asked[0]?.sample ?? {};
    return { session, asked, firstAnswer: at + took, ...(backend === undefined ? {} : { home: backend }) };
  });
}

export interface Expiry {
  /** Visits that went on after the end of their first cookie. */
  readonly visits: number;
  /** Those whose cookie had been renewed, so they sent one. */
  readonly renewed: number;
  /** Those that had none left to send, and met another backend. */
  readonly jumped: number;
  /** Those that met their own, with a cookie or without. */
  readonly atHome: number;
  /** `log10` of the odds against chance that it is the visit that leads home. */
  readonly log10Odds: number;
}

export function readExpiry(seen: readonly Observation[]): Expiry {
  const visits = visitsOf(seen).flatMap(({ home, asked: [first, , last] }) =>
    first === undefined || last?.sample.backend === undefined ? [] : [{ home, first, last }],
  );
  const renewed = visits.filter(({ first, last }) =>
    first.sample.cookiesSet.every(({ name }) => last.sent.includes(name)),
  );
  const atHome = visits.filter(({ home, last }) => last.sample.backend === home);
  return {
    visits: visits.length,
    renewed: renewed.length,
    jumped: visits.filter((visit) => !renewed.includes(visit) && !atHome.includes(visit)).length,
    atHome: atHome.length,
    log10Odds: Math.max(0, readBets('expiry', seen).log10Odds),
  };
}

function proveExpiry(seen: readonly Observation[]): Evidence {
  const { visits, renewed, jumped, atHome, log10Odds } = readExpiry(seen);
  const stayed = visits > 0 && atHome === visits;
  return {
    experiment: 'expiry',
    title: 'visits that last',
    stayed,
    finding:
      jumped > 0
        ? `${jumped} of ${visits} jumped when their cookie ended`
        : `${atHome} of ${visits} stayed, ${renewed} with a renewed cookie`,
    ...summary('expiry', seen),
    log10Odds: stayed ? log10Odds : 0,
  };
}
