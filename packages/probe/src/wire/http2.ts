import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from 'node:http2';
import type { Line } from '../transport.ts';
import type { Answering, Outcome } from './answer.ts';
import { attempt } from './attempt.ts';
import { WireFailure } from './failure.ts';
import type { LineContext } from './line-context.ts';

/** One connection of a line, from the dialling on. */
interface Connection {
  readonly number: number;
  readonly session: Promise<ClientHttp2Session>;
  /** It takes no more requests: closed, broken, told to go away, or once too late. */
  spent: boolean;
  /** What ended it. */
  error?: unknown;
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
    const { connection: number, socket } = dial({ alpn: 'h2', signal: end.signal });
    const session = socket.then((socket) => {
      // A push is nothing that was asked for.
      const settings = { enablePush: false };
      const session = connect(url.origin, { createConnection: () => socket, settings, maxHeaderListPairs: 256 });
      end.signal.addEventListener('abort', () => session.destroy());
      const spend = () => {
        opened.spent = true;
      };
      session.on('goaway', spend).on('close', spend);
      session.on('error', (error) => {
        opened.error ??= error;
        spend();
      });
      return session;
    });
    const opened: Connection = { number, session, spent: false };
    session.catch(() => {
      opened.spent = true;
    });
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
      const exchange = await attempt(
        { timeout, signal, connection: () => used.number, stop: () => stop.abort() },
        async (answer) => ask(used, headers, answer, stop.signal),
      );
      if (exchange.failure === 'timeout') used.spent = true;
      return exchange;
    },
    close: async () => end.abort(),
  };
}

/** One stream. The signal ends it, and leaves the connection to the others. */
function ask(
  connection: Connection,
  headers: OutgoingHttpHeaders,
  answer: Answering,
  signal: AbortSignal,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(new WireFailure('aborted'));
    signal.addEventListener('abort', stopped);
    connection.session
      .then((session) => {
        if (signal.aborted) return;
        const stream = session.request(headers, { endStream: true });
        const cancel = (error?: unknown) => {
          reject(error);
          stream.close(constants.NGHTTP2_CANCEL);
        };
        const within =
          <T extends unknown[]>(step: (...given: T) => void) =>
          (...given: T) => {
            try {
              step(...given);
            } catch (error) {
              cancel(error);
            }
          };
        signal.addEventListener('abort', () => cancel());
        stream.on('headers', within(answer.interim));
        stream.on(
          'response',
          within((fields) => answer.head(Number(fields[':status']), fields)),
        );
        stream.on('data', within(answer.data));
        stream.on('error', (error) => reject(connection.error ?? error));
        stream.on(
          'close',
          within(() => {
            if (connection.error !== undefined) throw connection.error;
            if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) throw new WireFailure('stream-reset');
            if (!stream.readableEnded) throw new WireFailure('closed-early');
            resolve(answer.end());
          }),
        );
      })
      .catch(reject);
  });
}

/** Fields as `node:http2` takes them: several of one name as a list. */
function grouped(fields: readonly (readonly [name: string, value: string])[]): OutgoingHttpHeaders {
  const names = Map.groupBy(fields, ([name]) => name);
  return Object.fromEntries(
    [...names].map(([name, all]) => [name, all.length === 1 ? all[0]?.[1] : all.map(([, value]) => value)]),
  );
}
