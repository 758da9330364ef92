import type { ReadIdentity } from './identity.ts';
import { type Jar, openJar, readSetCookie } from './jar.ts';
import { type Observation, onlyNames, type PlannedRequest } from './planned.ts';
import type { CookieSet } from './sample.ts';
import type { Exchange, Line, LineOptions, Transport } from './transport.ts';

/** Sends planned requests, one at a time, and keeps the jars and the kept connections of their sessions. */
export interface Sampler {
  /** Rejects only with the reason of `signal`: what the network does is in the sample. */
  take(request: PlannedRequest, signal?: AbortSignal): Promise<Observation>;
  /** Names of the cookies that a session would send now. */
  held(session: number): readonly string[];
  /** The Cookie header that a session would send now: for its owner's eyes only. */
  cookieHeader(session: number): string;
}

export function openSampler(transport: Transport, url: URL, identify: ReadIdentity): Sampler {
  const started = performance.now();
  const jars = new Map<number, Jar>();
  const kept = new Map<number, Line>();

  function jarOf(session: number): Jar {
    const jar = jars.get(session) ?? openJar(url);
    jars.set(session, jar);
    return jar;
  }

  function keptLine(request: PlannedRequest): Line {
    const { session } = request;
    const line = kept.get(session) ?? transport.open(lineOptions(request));
    kept.set(session, line);
    return line;
  }

  return {
    held: (session) => jars.get(session)?.names() ?? [],
    cookieHeader: (session) => jars.get(session)?.header() ?? '',
    take: async (request, signal) => {
      const { session, experiment } = request;
      const jar = request.cookies === 'none' ? undefined : jarOf(session);
      const only = onlyNames(request.cookies);
      const sent = (jar?.names() ?? []).filter((name) => only === undefined || only.includes(name));
      const line = request.connection === 'kept' ? keptLine(request) : transport.open(lineOptions(request));
      const at = performance.now() - started;
      let exchange: Exchange;
      try {
        const { fields, path } = request;
        const cookie = jar?.header(only) ?? '';
        exchange = await line.request({ cookie, ...(fields && { fields }), ...(path && { path }) }, signal);
      } finally {
        if (request.connection === 'new') await line.close();
      }
      if (request.cookies === 'jar') jar?.store(exchange.setCookie);
      return {
        request,
        sent,
        sample: {
          at: round(at),
          experiment,
          session,
          connection: exchange.connection,
          cookiesSet: cookiesSet(exchange),
          took: round(exchange.took),
          ...(exchange.status === undefined ? {} : { status: exchange.status }),
          ...outcome(exchange, identify),
        },
        ...(exchange.location === undefined ? {} : { location: exchange.location }),
      };
    },
  };
}

function outcome(exchange: Exchange, identify: ReadIdentity): { backend: string } | { failure: string } {
  const { failure, status = 0, fields, setCookie, body } = exchange;
  if (failure !== undefined) return { failure };
  if (status >= 300 && status < 400) return { failure: 'redirect' };
  if (status < 200 || status > 299) return { failure: 'bad-status' };
  const backend = body && identify({ status, fields, setCookie, body });
  return backend === undefined ? { failure: 'no-identity' } : { backend };
}

function lineOptions({ source, protocol }: PlannedRequest): LineOptions {
  return { ...(source === undefined ? {} : { source }), ...(protocol === undefined ? {} : { protocol }) };
}

function cookiesSet(exchange: Exchange): readonly CookieSet[] {
  return exchange.setCookie.map(readSetCookie).filter((cookie) => cookie !== undefined);
}

/** A tenth of a millisecond is as fine as a report is read. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
