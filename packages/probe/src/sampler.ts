import { type Clock, systemClock } from './clock.ts';
import type { Answer, ReadIdentity } from './identity/answer.ts';
import type { Sightings } from './identity/sightings.ts';
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

/** What an answer says of who gave it, as long as that is being found out. */
type Look = (answer: Answer) => Sightings | undefined;

/** The most connections kept open at once. */
const mostKept = 32;

export function openSampler(
  transport: Transport,
  url: URL,
  identify: ReadIdentity,
  look: Look = () => undefined,
  clock: Clock = systemClock,
): Sampler {
  const started = clock.now();
  const jars = new Map<number, { scoped: Jar; unscoped: UnscopedJar }>();
  const kept = new Map<number, Line>();

  function jarsOf(session: number) {
    const both = jars.get(session) ?? { scoped: openJar(url, clock.date), unscoped: openUnscopedJar(clock.date) };
    jars.set(session, both);
    return both;
  }

  /** The Cookie header of a request, and the names in it. */
  function cookiesOf({ session, cookies }: PlannedRequest): { header: string; names: readonly string[] } {
    if (cookies === 'none') return { header: '', names: [] };
    if (typeof cookies === 'object' && 'text' in cookies) return { header: cookies.text, names: namesIn(cookies.text) };
    const both = jars.get(session);
    if (both === undefined) return { header: '', names: [] };
    const { scoped, unscoped } = both;
    if (cookies === 'unscoped') return { header: unscoped.header(), names: unscoped.names() };
    const only = onlyNames(cookies);
    return {
      header: scoped.header(only),
      names: scoped.names().filter((name) => only === undefined || only.includes(name)),
    };
  }

  /** The session's connection; of too many the one that was asked longest ago is closed. */
  async function keptLine(request: PlannedRequest): Promise<Line> {
    const { session } = request;
    const line = kept.get(session) ?? transport.open(lineOptions(request));
    kept.delete(session);
    kept.set(session, line);
    const [oldest] = kept;
    if (oldest !== undefined && kept.size > mostKept) {
      kept.delete(oldest[0]);
      await oldest[1].close();
    }
    return line;
  }

  return {
    held: (session) => jars.get(session)?.scoped.names() ?? [],
    unscoped: (session) => jars.get(session)?.unscoped.names() ?? [],
    cookieHeader: (session) => jars.get(session)?.scoped.header() ?? '',
    now: () => clock.now() - started,
    take: async (request, signal) => {
      const { session, experiment } = request;
      const { header: cookie, names: sent } = cookiesOf(request);
      const line = request.connection === 'kept' ? await keptLine(request) : transport.open(lineOptions(request));
      const at = clock.now() - started;
      let exchange: Exchange;
      try {
        const { fields, path } = request;
        exchange = await line.request({ cookie, ...(fields && { fields }), ...(path && { path }) }, signal);
      } finally {
        if (request.connection === 'new') await line.close();
      }
      if (exchange.setCookie.length > 0 && (request.cookies === 'jar' || request.cookies === 'unscoped')) {
        const { scoped, unscoped } = jarsOf(session);
        scoped.store(exchange.setCookie);
        unscoped.store(exchange.setCookie);
      }
      const answer = answerOf(exchange);
      const sightings = answer && look(answer);
      const backend = answer && identify(answer);
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
          ...(backend === undefined ? failureOf(exchange, sightings) : { backend }),
        },
        ...(exchange.location === undefined ? {} : { location: exchange.location }),
        ...(sightings && { sightings }),
      };
    },
  };
}

/** An answer that can name its backend: a success with a body. */
function answerOf({ failure, status = 0, fields, setCookie, body }: Exchange): Answer | undefined {
  return failure === undefined && isSuccess(status) && body ? { status, fields, setCookie, body } : undefined;
}

function failureOf({ failure, status = 0 }: Exchange, sightings: Sightings | undefined): { failure?: string } {
  if (failure !== undefined) return { failure };
  if (status >= 300 && status < 400) return { failure: 'redirect' };
  if (!isSuccess(status)) return { failure: 'bad-status' };
  return sightings ? {} : { failure: 'no-identity' };
}

/** 101 is how a WebSocket begins. */
function isSuccess(status: number): boolean {
  return status === 101 || (status >= 200 && status <= 299);
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
