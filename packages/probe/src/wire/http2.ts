import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Line } from '../transport.ts';
import type { Answering, Outcome } from './answer.ts';
import { attempt } from './attempt.ts';
import { WireFailure } from './failure.ts';
import type { LineContext } from './line-context.ts';

/** One connection of a line, from the dialling on. */
interface Connection {
  readonly number: number;
  readonly received: () => number;
  /** Streams under way. */
  streams: number;
  readonly session: Promise<ClientHttp2Session>;
  /** The other side has shown that it speaks HTTP/2. */
  spoken: boolean;
  /** It takes no more requests: closed, broken, or once too late. */
  spent: boolean;
  wentAway: boolean;
  /** Closed from this side. */
  closed: boolean;
}

/**
 * HTTP/2: many requests at a time, each a stream of the one connection. Over TLS as ALPN says, else with prior knowledge
 * (RFC 9113, 3.3). On `node:http2`: undici dials and asks again by itself after a GOAWAY, and does not tell which
 * connection carried what.
 */
export function openHttp2({ target: { url }, timeout, fields, dial }: LineContext): Line {
  const end = new AbortController();
  let connection: Connection | undefined;

  function openConnection(): Connection {
    const { connection: number, socket, received } = dial({ alpn: 'h2', signal: end.signal });
    const session = socket.then((socket) => {
      // A push is nothing that was asked for.
      const settings = { enablePush: false };
      const session = connect(url.origin, { createConnection: () => socket, settings, maxHeaderListPairs: 256 });
      session.once('remoteSettings', () => {
        opened.spoken = true;
      });
      session.once('goaway', () => {
        opened.wentAway = true;
        opened.spent = true;
      });
      // What ends a session ends its streams, which tell.
      session.on('error', () => undefined);
      const destroy = () => {
        opened.closed = true;
        session.destroy();
      };
      if (end.signal.aborted) destroy();
      end.signal.addEventListener('abort', destroy);
      session.once('close', () => {
        opened.spent = true;
        end.signal.removeEventListener('abort', destroy);
      });
      return session;
    });
    const opened: Connection = {
      number,
      received,
      streams: 0,
      session,
      spoken: false,
      spent: false,
      wentAway: false,
      closed: false,
    };
    return opened;
  }

  return {
    request: async (order, signal) => {
      signal?.throwIfAborted();
      if (connection === undefined || connection.spent) connection = openConnection();
      const used = connection;
      const headers = {
        ...grouped(fields(order)),
        ':method': 'GET',
        ':scheme': url.protocol.slice(0, -1),
        ':authority': url.host,
        ':path': order.path ?? url.pathname + url.search,
      };
      const stop = new AbortController();
      used.streams++;
      try {
        const exchange = await attempt(
          {
            timeout,
            signal,
            connection: () => used.number,
            // Each stream answers for its share.
            received: () => used.received() / used.streams,
            stop: () => stop.abort(),
          },
          (answer) => ask(used, headers, answer, stop.signal),
        );
        // What was late once may be dead, and what floods goes on. Streams that are under way do, too.
        if (exchange.failure === 'timeout' || exchange.failure === 'answer-too-large') used.spent = true;
        return exchange;
      } finally {
        used.streams--;
      }
    },
    close: async () => end.abort(),
  };
}

/** One stream. The signal ends it, and leaves the connection to the others. */
async function ask(
  connection: Connection,
  headers: OutgoingHttpHeaders,
  answer: Answering,
  signal: AbortSignal,
): Promise<Outcome> {
  const session = await connection.session.catch((error: unknown) => {
    connection.spent = true;
    throw error;
  });
  signal.throwIfAborted();
  const stream = session.request(headers, { endStream: true });
  return new Promise((resolve, reject) => {
    const cancel = (error: unknown) => {
      reject(error);
      stream.close(constants.NGHTTP2_CANCEL);
    };
    /** A step that ends the stream when it passes a bound. */
    const bounded =
      <Given extends unknown[]>(step: (...given: Given) => void) =>
      (...given: Given) => {
        try {
          step(...given);
        } catch (error) {
          cancel(error);
        }
      };
    signal.addEventListener('abort', () => cancel(signal.reason));
    stream.on('headers', bounded(answer.interim));
    const head: (fields: IncomingHttpHeaders) => void = (fields) => answer.head(Number(fields[':status']), fields);
    stream.on('response', bounded(head));
    stream.on('data', bounded(answer.data));
    stream.on('error', (error) => {
      // A session that fails closes after its streams have.
      if (session.destroyed) connection.spent = true;
      reject(failureOf(connection, error));
    });
    const whole = () => {
      // A stream that a destroyed session takes along ends like one that is whole.
      if (connection.closed) throw new WireFailure('closed');
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR || !stream.readableEnded) {
        throw failureOf(connection, new WireFailure(session.destroyed ? 'closed-early' : 'stream-reset'));
      }
      resolve(answer.end());
    };
    stream.on('close', bounded(whole));
  });
}

function failureOf({ spoken, wentAway }: Connection, error: Error): Error {
  const code = 'code' in error ? error.code : undefined;
  // Bytes that are no frames, or frames against the rules.
  if (code === 'ERR_HTTP2_ERROR') return new WireFailure(spoken ? 'bad-http' : 'no-http2', { cause: error });
  return wentAway ? new WireFailure('goaway', { cause: error }) : error;
}

/** Fields as `node:http2` takes them: several of one name as a list. */
function grouped(fields: readonly (readonly [name: string, value: string])[]): OutgoingHttpHeaders {
  const names = Map.groupBy(fields, ([name]) => name);
  return Object.fromEntries(
    [...names].map(([name, all]) => [name, all.length === 1 ? all[0]?.[1] : all.map(([, value]) => value)]),
  );
}
