import type { Clock } from './clock.ts';
import { syntheticTransport } from './matrix/synthetic/transport.ts';
import { type ProbeOptions, probeOver } from './probe.ts';
import type { Random } from './random.ts';
import type { Report } from './report.ts';
import type { Transport } from './transport.ts';

/** What a made-up router sees of a request. */
export interface Asked {
  readonly cookies: ReadonlyMap<string, string>;
  readonly connection: number;
  /** Requests on this connection before this one. */
  readonly before: number;
  /** Address that the client comes from. */
  readonly source: string;
  /** Path and query. */
  readonly path: string;
  /** Header fields of this request alone, names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Who answers, and what the answer sets; undefined: the request fails. */
export type Routing = (
  asked: Asked,
) =>
  | { readonly pod: number; readonly set?: readonly string[]; readonly fields?: Readonly<Record<string, string>> }
  | undefined;

/** The transport of the synthetic routers, for a router written out in a test. */
function madeUp(route: Routing): Transport {
  const requests = new Map<number, number>();
  return syntheticTransport(({ connection, address, ...asked }) => {
    const before = requests.get(connection) ?? 0;
    requests.set(connection, before + 1);
    const routed = route({ ...asked, connection, before, source: address });
    return routed && { backend: routed.pod, set: routed.set ?? [], fields: routed.fields };
  }, false);
}

/** Addresses to come from: enough to tell whether it matters. */
const sources = Array.from({ length: 24 }, (_, index) => `192.0.2.${index + 2}`);

export function probeMadeUp(
  route: Routing,
  options: ProbeOptions,
  url = 'http://sticky.test/',
  clock?: Clock,
): Promise<Report> {
  return probeOver(madeUp(route), { url: new URL(url) }, { identity: '/uuid', sources, ...options }, clock);
}

/** A clock on which waiting takes no time. */
export function madeUpClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    date: () => time,
    wait: async (milliseconds, signal) => {
      signal.throwIfAborted();
      time += milliseconds;
    },
  };
}

/** Picks by weight: `[9, 1]` answers with pod 0 nine times of ten. */
export function weighted(weights: readonly number[], random: Random): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let point = random() * total;
    const index = weights.findIndex((weight) => {
      point -= weight;
      return point < 0;
    });
    return Math.max(0, index);
  };
}

/** In turns, whoever asks. */
export function inTurns(pods: number): () => number {
  let turn = 0;
  return () => turn++ % pods;
}

/** Honours its cookie `key`, which names the pod; gives one to whoever has none. */
export function byCookie(pick: () => number, attributes = '; Max-Age=60; HttpOnly'): Routing {
  return ({ cookies }) => {
    const key = cookies.get('key');
    if (key !== undefined) return { pod: Number(key) };
    const pod = pick();
    return { pod, set: [`key=${pod}${attributes}`] };
  };
}

/** One pod for each connection. */
export function byConnection(pick: () => number): Routing {
  const pods = new Map<number, number>();
  return ({ connection }) => {
    const pod = pods.get(connection) ?? pick();
    pods.set(connection, pod);
    return { pod };
  };
}
