import { getCACertificates } from 'node:tls';
import { buildConnector, Client, errors } from 'undici';
import type { ParsedTarget } from './target.ts';
import type { Exchange, Line, Order, Transport } from './transport.ts';

/** The most bytes of one body that are read: who answers says so early, and an endless body must end. */
export const bodyLimit = 1024 * 1024;

const headers = { 'user-agent': 'sticky-probe/0.1.0', accept: 'application/json' };

/** HTTP/1.1 on connections that the probe rules itself: no pool, no reuse unless a line is used again. */
export function openHttp({ url, connectTo, ca }: ParsedTarget, timeout: number): Transport {
  const lines = new Set<Line>();
  // No TLS session is resumed: a resumed one can lead a balancer back to the same backend.
  const trust = ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] };
  const connect = buildConnector({ timeout, allowH2: false, maxCachedSessions: 0, ...trust });
  const there = connectTo && { hostname: connectTo.host, port: String(connectTo.port) };
  let dialled = 0;
  const dial: Dial = (options, callback) => {
    connect({ ...options, ...there }, callback);
    return ++dialled;
  };
  return {
    open: () => {
      const line = openLine(url, timeout, dial);
      const tracked: Line = {
        request: line.request,
        close: () => {
          lines.delete(tracked);
          return line.close();
        },
      };
      lines.add(tracked);
      return tracked;
    },
    close: async () => {
      await Promise.all([...lines].map((line) => line.close()));
    },
  };
}

/** Starts to connect; gives the number of the connection. */
type Dial = (...dialling: Parameters<buildConnector.connector>) => number;

function openLine(url: URL, timeout: number, dial: Dial): Line {
  let connection = 0;
  let client: Client | undefined;

  function openClient(): Client {
    return new Client(url.origin, {
      connect: (options, callback) => {
        connection = dial(options, callback);
      },
      keepAliveTimeout: 60_000,
      allowH2: false,
    });
  }

  async function request({ cookie, fields = [], path }: Order, signal?: AbortSignal): Promise<Exchange> {
    signal?.throwIfAborted();
    client ??= openClient();
    const used = client;
    const started = performance.now();
    let late = false;
    // Destroying is the only thing that also ends a request that is still connecting.
    const stop = () => void used.destroy();
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, timeout);
    signal?.addEventListener('abort', stop, { once: true });
    const told = () => ({ connection, took: performance.now() - started });
    try {
      const response = await used.request({
        method: 'GET',
        path: path ?? url.pathname + url.search,
        headers: { ...headers, ...Object.fromEntries(fields), ...(cookie === '' ? {} : { cookie }) },
      });
      const head = {
        status: response.statusCode,
        fields: fieldsOf(response.headers),
        setCookie: [response.headers['set-cookie'] ?? []].flat(),
        ...locationOf(response.headers.location),
      };
      const body = await readBounded(response.body);
      if (body !== undefined) return { ...told(), ...head, body };
      await drop(used);
      return { ...told(), ...head, failure: 'body-too-large' };
    } catch (error) {
      await drop(used);
      signal?.throwIfAborted();
      return { ...told(), fields: {}, setCookie: [], failure: late ? 'timeout' : failureCode(error) };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  async function drop(used: Client): Promise<void> {
    if (client === used) client = undefined;
    await used.destroy();
  }

  return {
    request,
    close: async () => {
      if (client) await drop(client);
    },
  };
}

/** The whole body, or undefined when it is larger than the limit. */
async function readBounded(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fieldsOf(headers: Readonly<Record<string, string | string[] | undefined>>): Readonly<Record<string, string>> {
  const told = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'set-cookie');
  return Object.fromEntries(told.map(([name, value = '']) => [name.toLowerCase(), [value].flat().join(', ')]));
}

function locationOf(location: string | string[] | undefined): { location?: string } {
  return typeof location === 'string' ? { location } : {};
}

const plainer: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'headers-too-large',
  UND_ERR_SOCKET: 'closed-early',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed-early',
};

/** The system's own code (`ECONNREFUSED`), or ours where undici's says less to people. */
function failureCode(error: unknown): string {
  // Several addresses tried in vain come as one AggregateError; the first tells enough.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? first.code : undefined;
  if (first instanceof errors.HTTPParserError) return 'not-http';
  if (typeof code !== 'string') return 'failed';
  return plainer[code] ?? code;
}
