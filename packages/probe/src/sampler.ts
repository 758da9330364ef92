import type { ReadIdentity } from './identity.ts';
import { type Jar, openJar, readSetCookie } from './jar.ts';
import { type Observation, onlyNames, type PlannedRequest } from './planned.ts';
import type { CookieSet } from './sample.ts';
import type { Exchange, Line, LineOptions, Transport } from './transport.ts';
import { openUnscopedJar, type UnscopedJar } from './unscoped-jar.ts';

/** Sends planned requests, one at a time, and keeps the jars and the kept connections of their sessions. */
export interface Sampler {
  /** Rejects only with the reason of `signal`: what the network does is in the sample. */
  take(request: PlannedRequest, signal?: AbortSignal): Promise<Observation>;
  /** Names of the cookies that a session would send now. */
  held(session: number): readonly string[];
  /** Names of all cookies that a session was set and that have not ended, wherever they may be sent. */
  unscoped(session: number): readonly string[];
  /** The Cookie header that a session would send now: for its owner's eyes only. */
  cookieHeader(session: number): string;
  /** Milliseconds since it was opened, as in its samples. */
  now(): number;
}

export function openSampler(transport: Transport, url: URL, identify: ReadIdentity): Sampler {
  const started = performance.now();
  const jars = new Map<number, { scoped: Jar; unscoped: UnscopedJar }>();
  const kept = new Map<number, Line>();

  function jarsOf(session: number) {
    const both = jars.get(session) ?? { scoped: openJar(url), unscoped: openUnscopedJar() };
    jars.set(session, both);
    return both;
  }

  /** The Cookie header of a request, and the names in it. */
  function cookiesOf({ session, cookies }: PlannedRequest): { header: string; names: readonly string[] } {
    if (cookies === 'none') return { header: '', names: [] };
    if (typeof cookies === 'object' && 'text' in cookies) return { header: cookies.text, names: namesIn(cookies.text) };
    const { scoped, unscoped } = jarsOf(session);
    if (cookies === 'unscoped') return { header: unscoped.header(), names: unscoped.names() };
    const only = onlyNames(cookies);
    return {
      header: scoped.header(only),
      names: scoped.names().filter((name) => only === undefined || only.includes(name)),
    };
  }

  function keptLine(request: PlannedRequest): Line {
    const { session } = request;
    const line = kept.get(session) ?? transport.open(lineOptions(request));
    kept.set(session, line);
    return line;
  }

  return {
    held: (session) => jars.get(session)?.scoped.names() ?? [],
    unscoped: (session) => jars.get(session)?.unscoped.names() ?? [],
    cookieHeader: (session) => jars.get(session)?.scoped.header() ?? '',
    now: () => performance.now() - started,
    take: async (request, signal) => {
      const { session, experiment } = request;
      const { header: cookie, names: sent } = cookiesOf(request);
      const line = request.connection === 'kept' ? keptLine(request) : transport.open(lineOptions(request));
      const at = performance.now() - started;
      let exchange: Exchange;
      try {
        const { fields, path } = request;
        exchange = await line.request({ cookie, ...(fields && { fields }), ...(path && { path }) }, signal);
      } finally {
        if (request.connection === 'new') await line.close();
      }
      if (request.cookies === 'jar' || request.cookies === 'unscoped') {
        const { scoped, unscoped } = jarsOf(session);
        scoped.store(exchange.setCookie);
        unscoped.store(exchange.setCookie);
      }
      return {
        request,
        sent,
        fields: exchange.fields,
        cookie,
        setCookie: exchange.setCookie,
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
  // 101 is how a WebSocket begins.
  if (status !== 101 && (status < 200 || status > 299)) return { failure: 'bad-status' };
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

/** The names in a Cookie header, as far as it has any. */
function namesIn(header: string): readonly string[] {
  return [...new Set(header.split(';').flatMap((pair) => pair.split('=', 1)[0]?.trim() || []))];
}
