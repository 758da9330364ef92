import type { Socket } from 'node:net';
import { Client, type Dispatcher, WebSocket } from 'undici';
import type { Line } from '../transport.ts';
import { type Answering, bodyLimit, headLimit, type Outcome } from './answer.ts';
import { attempt } from './attempt.ts';
import { WireFailure } from './failure.ts';
import type { LineContext } from './line-context.ts';

/** Milliseconds that a server has for its first message, once the handshake is done. Many wait for the client to speak first. */
const silence = 1_000;

/**
 * WebSocket (RFC 6455): each request is a handshake on a connection of its own, which a WebSocket takes up whole. The
 * first message that the server sends by itself is the body; without one the body is empty, and the fields of the
 * handshake's answer are all there is to read.
 */
export function openWebSocket({ target: { url }, timeout, fields, dial }: LineContext): Line {
  const underWay = new Set<AbortController>();
  return {
    request: async (order, signal) => {
      signal?.throwIfAborted();
      const end = new AbortController();
      const { connection, socket, received } = dial({ alpn: 'http/1.1', signal: end.signal });
      const client = new Client(url.origin, {
        connect: (_, callback) => {
          socket.then(
            (socket) => callback(null, socket),
            (error: Error) => callback(error, null),
          );
        },
        allowH2: false,
        maxHeaderSize: headLimit,
        headersTimeout: 0,
        webSocket: { maxPayloadSize: bodyLimit },
      });
      underWay.add(end);
      try {
        return await attempt(
          { timeout, signal, connection: () => connection, received, stop: () => end.abort() },
          (answer) =>
            ask(client, addressOf(url, order.path), fields(order), answer, Math.min(silence, timeout / 2), end.signal),
        );
      } finally {
        underWay.delete(end);
        end.abort();
        await client.destroy();
        // After the handshake the connection is no longer the client's.
        socket.then(destroy, () => undefined);
      }
    },
    close: async () => {
      for (const end of underWay) end.abort();
    },
  };
}

function destroy(socket: Socket): void {
  socket.destroy();
}

function ask(
  client: Client,
  url: URL,
  headers: readonly (readonly [name: string, value: string])[],
  answer: Answering,
  silence: number,
  signal: AbortSignal,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let failed: Error | undefined;
    const dispatcher = client.compose(
      (dispatch) => (options, handler) =>
        dispatch(
          options,
          overhearing(handler, {
            head: (told, fields) => {
              status = told;
              if (told < 200 && told !== 101) answer.interim();
              else answer.head(told, fields);
            },
            error: (error) => {
              failed = error;
            },
          }),
        ),
    );
    const socket = new WebSocket(url, { dispatcher, headers: headers.map(([name, value]) => [name, value]) });
    socket.binaryType = 'arraybuffer';
    let quiet: NodeJS.Timeout | undefined;
    const settle = (outcome: () => Outcome) => {
      clearTimeout(quiet);
      try {
        resolve(outcome());
      } catch (error) {
        reject(error);
      }
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
    };
    const refused = (): Outcome => {
      if (failed !== undefined) throw failed;
      if (status >= 200 && status < 300) throw new WireFailure('no-websocket');
      if (status >= 300) return answer.end();
      // undici says nothing of what displeased it.
      throw new WireFailure(status === 101 ? 'bad-websocket' : 'closed-early');
    };
    signal.addEventListener('abort', () => settle(refused), { once: true });
    socket.addEventListener('open', () => {
      quiet = setTimeout(settle, silence, answer.end);
    });
    socket.addEventListener('message', ({ data }: { data: unknown }) => {
      settle(() => {
        answer.data(data instanceof ArrayBuffer ? new Uint8Array(data) : Buffer.from(String(data)));
        return answer.end();
      });
    });
    socket.addEventListener('error', () => settle(refused));
    socket.addEventListener('close', () => settle(refused));
  });
}

interface Ears {
  head(status: number, fields: Dispatcher.ResponseData['headers']): void;
  error(error: Error): void;
}

/** Hears what the handshake is answered, of which a WebSocket tells nothing. */
function overhearing(handler: Dispatcher.DispatchHandler, ears: Ears): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...given) => handler.onRequestStart?.(...given),
    onRequestUpgrade: (controller, status, fields, socket) => {
      ears.head(status, fields);
      handler.onRequestUpgrade?.(controller, status, fields, socket);
    },
    onResponseStart: (controller, status, fields, text) => {
      ears.head(status, fields);
      handler.onResponseStart?.(controller, status, fields, text);
    },
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (controller, error) => {
      ears.error(error);
      handler.onResponseError?.(controller, error);
    },
  };
}

function addressOf(url: URL, path: string | undefined): URL {
  const address = new URL(path ?? url.pathname + url.search, url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return address;
}
