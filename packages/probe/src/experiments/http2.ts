import type { Evidence } from '../evidence.ts';
import { nextSession, type Observation, type PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import { areSettled, type Bets, clientsAtHome, clientsOf, drawClient, readBets } from './at-home.ts';
import type { Experiment, PlanContext } from './experiment.ts';
import { freshRequest, spreads } from './fresh.ts';
import { summary } from './summary.ts';

/**
 * HTTP/2: do the streams of one connection go where the connection went, or each where it is balanced to? And does a
 * session's cookie lead to its backend, on connections that nobody else uses?
 */
export const http2: Experiment = {
  name: 'http2',
  plan: planHttp2,
  prove: proveHttp2,
};

export interface Http2 {
  /** Connections without cookies, of many streams each. */
  readonly streams: Bets;
  /** Sessions known to stay, each request on a new connection. */
  readonly cookies: Bets;
  /** It was never spoken. */
  readonly refused: boolean;
}

const streamsTest = 'http2: streams';
const cookiesTest = 'http2: cookies';
const connections = 4;
/** A route that does not speak it, or closes each connection, is left after so many. */
const mostLost = 4;

function planHttp2(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined {
  const { log10Odds, random, verdict } = context;
  const { streams, cookies } = readHttp2(seen);
  const failed = mine(seen).filter(({ sample }) => sample.failure !== undefined).length;
  if (!spreads(seen) || (failed >= mostLost && 2 * failed >= mine(seen).length)) return undefined;
  const asked = areSettled(streams, log10Odds) ? undefined : planStreams(seen, random);
  if (asked !== undefined) return asked;

  const clients = verdict?.kind === 'sticky-by-cookie' ? clientsAtHome(seen) : [];
  if (clients.length === 0 || areSettled(cookies, log10Odds)) return undefined;
  const drawn = drawClient(cookiesTest, clients, random);
  const session = drawn.lots[drawn.drawn]?.session;
  if (session === undefined) return { ...freshRequest(seen), draw: drawn };
  return { experiment: 'http2', session, connection: 'new', cookies: 'jar', protocol: 'h2', draw: drawn };
}

function planStreams(seen: readonly Observation[], random: Random): PlannedRequest | undefined {
  const kept = mine(seen).filter(({ request }) => request.connection === 'kept');
  const lost = kept.filter((one) => one.request.draw && !sameConnection(one, kept)).length;
  if (lost >= mostLost) return undefined;
  const stream = { experiment: 'http2', connection: 'kept', cookies: 'none', protocol: 'h2' } as const;
  const clients = clientsOf(kept);
  if (clients.length < connections) return { ...stream, session: nextSession(seen) };
  const drawn = drawClient(streamsTest, clients, random);
  const session = drawn.lots[drawn.drawn]?.session;
  return session === undefined ? { ...freshRequest(seen), draw: drawn } : { ...stream, session, draw: drawn };
}

/** The client's first connection carried the request. */
function sameConnection({ sample }: Observation, kept: readonly Observation[]): boolean {
  const first = kept.find((one) => one.sample.session === sample.session && one.sample.backend !== undefined);
  return first?.sample.connection === sample.connection;
}

export function readHttp2(seen: readonly Observation[]): Http2 {
  const kept = mine(seen).filter(({ request }) => request.connection === 'kept');
  return {
    streams: readBets(streamsTest, seen, {
      counts: (one) => one.request.experiment === 'fresh' || sameConnection(one, kept),
    }),
    cookies: readBets(cookiesTest, seen),
    refused: mine(seen).every(({ sample }) => sample.failure !== undefined),
  };
}

function mine(seen: readonly Observation[]): readonly Observation[] {
  return seen.filter(({ request }) => request.experiment === 'http2');
}

function proveHttp2(seen: readonly Observation[]): readonly Evidence[] {
  const { streams, cookies, refused } = readHttp2(seen);
  const over = (connection: 'kept' | 'new') => mine(seen).filter(({ request }) => request.connection === connection);
  if (refused) {
    const nothing = { log10Odds: 0, hits: 0, misses: 0, strayed: false, failed: 0 };
    const finding = 'the route does not speak it';
    return [row('HTTP/2', mine(seen), nothing, [finding, finding, finding])];
  }
  return [
    row('one HTTP/2 connection', over('kept'), streams, [
      'its streams stay on one pod',
      'each stream is balanced',
      'the route closes each connection',
    ]),
    row('sessions over HTTP/2', over('new'), cookies, [
      "all met the session's pod",
      `${cookies.misses} of ${cookies.hits + cookies.misses} met another pod`,
      'none was answered',
    ]),
  ];
}

function row(
  title: string,
  seen: readonly Observation[],
  { hits, misses, log10Odds }: Bets,
  [held, loose, neither]: readonly [string, string, string],
): Evidence {
  const stayed = hits > 0 && misses === 0;
  return {
    experiment: 'http2',
    title,
    stayed,
    finding: stayed ? held : misses > 0 ? loose : neither,
    ...summary('http2', seen),
    log10Odds: stayed ? Math.max(0, log10Odds) : 0,
  };
}
