import { constants, createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { parseTarget, type Target } from '../target.ts';
import type { Exchange } from '../transport.ts';
import { bodyLimit } from './answer.ts';
import { type Behaviour, listen, startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

/** Asks one line so many times, one after the other. */
async function ask(target: Target, times = 1, limit = 5_000): Promise<readonly Exchange[]> {
  const transport = openWire(parseTarget(target), limit);
  try {
    const line = transport.open({ protocol: 'h2' });
    const exchanges: Exchange[] = [];
    for (let time = 0; time < times; time++) exchanges.push(await line.request({ cookie: 'key=1' }));
    return exchanges;
  } finally {
    await transport.close();
  }
}

async function serve(
  handle: (stream: ServerHttp2Stream, headers: Readonly<Record<string, unknown>>) => void,
  server: Http2Server = createServer(),
) {
  const sessions = new Set<{ destroy(): void }>();
  let streams = 0;
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    streams++;
    stream.on('error', () => undefined);
    handle(stream, headers);
  });
  const port = await listen(server);
  return {
    target: { url: 'http://sticky.test/a?b=c', connectTo: { host: '127.0.0.1', port } } satisfies Target,
    sessions,
    streams: () => streams,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(stream: ServerHttp2Stream, body: string, fields: Record<string, string | string[]> = {}): void {
  stream.respond({ ':status': 200, ...fields });
  stream.end(body);
}

const text = ({ body }: Exchange) => new TextDecoder().decode(body);

describe('a line over HTTP/2', () => {
  test('asks with prior knowledge for what HTTP/1.1 would', async () => {
    await using server = await serve((stream, headers) =>
      answer(stream, JSON.stringify(headers), { 'set-cookie': ['a=1', 'b=2'], 'x-pod': 'a' }),
    );

    const [exchange] = await ask(server.target);

    expect(exchange).toMatchObject({ status: 200, connection: 1, setCookie: ['a=1', 'b=2'], fields: { 'x-pod': 'a' } });
    expect(exchange && JSON.parse(text(exchange))).toMatchObject({
      ':method': 'GET',
      ':scheme': 'http',
      ':authority': 'sticky.test',
      ':path': '/a?b=c',
      cookie: 'key=1',
      'user-agent': expect.stringMatching(/^sticky-probe\//),
    });
  });

  test('over TLS is agreed on by ALPN, and refused where the server does not', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'sticky.test' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'sticky.test' }] }],
    });
    await using server = await serve((stream) => answer(stream, 'hello'), createSecureServer({ key, cert }));
    await using old = await startBadServer({}, { key, cert, ALPNProtocols: ['http/1.1'] });
    const at = ({ connectTo }: Target): Target => ({
      url: 'https://sticky.test/',
      ca: cert,
      ...(connectTo && { connectTo }),
    });

    expect(await ask(at(server.target))).toMatchObject([{ status: 200 }]);
    expect(await ask(at(old.target))).toMatchObject([{ failure: 'no-http2' }]);
  });

  test('carries many requests at a time on one connection', async () => {
    const waiting: ServerHttp2Stream[] = [];
    await using server = await serve((stream) => {
      // Nobody is answered before all have asked.
      if (waiting.push(stream) === 20) for (const each of waiting) answer(each, 'hello');
    });
    const transport = openWire(parseTarget(server.target), 5_000);
    const line = transport.open({ protocol: 'h2' });

    const exchanges = await Promise.all(Array.from({ length: 20 }, () => line.request({ cookie: '' })));
    await transport.close();

    expect(exchanges.map(({ status, connection }) => [status, connection])).toEqual(Array(20).fill([200, 1]));
    expect(server.sessions.size).toBe(1);
  });

  test('ends one request when its signal aborts, and lets the others be', async () => {
    const abort = new AbortController();
    const { promise, resolve } = Promise.withResolvers<ServerHttp2Stream>();
    await using server = await serve((stream, { ':path': path }) =>
      path === '/slow' ? resolve(stream) : abort.abort('enough'),
    );
    const transport = openWire(parseTarget(server.target), 5_000);
    const line = transport.open({ protocol: 'h2' });

    const slow = line.request({ cookie: '', path: '/slow' });
    await expect(line.request({ cookie: '' }, abort.signal)).rejects.toBe('enough');
    answer(await promise, 'hello');

    expect(await slow).toMatchObject({ status: 200, connection: 1 });
    await transport.close();
  });

  test('dials anew when the server goes away after an answer', async () => {
    await using server = await serve((stream) => {
      answer(stream, 'hello');
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
    });
    expect(await ask(server.target, 3)).toMatchObject([1, 2, 3].map((connection) => ({ connection, status: 200 })));
  });
});

/** A frame (RFC 9113, 4.1). */
function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const settings = frame(4, 0, 0);
/** HEADERS with `:status: 200` alone, the end of the head but not of the stream. */
const ok = frame(1, 4, 1, Buffer.from([0x88]));
const data = (body: string) => frame(0, 0, 1, Buffer.from(body));
const reset = (code: number) => frame(3, 0, 1, Buffer.from([0, 0, 0, code]));

/** Speaks frames: some once, some without end. */
function speaking(once: Buffer, forEver?: Buffer): Behaviour {
  const flood = forEver && Buffer.concat(Array(Math.ceil(16_384 / forEver.length)).fill(forEver));
  let begun = false;
  return {
    connected: (socket) => {
      begun = false;
      socket.write(settings);
    },
    asked: (socket) => {
      if (begun) return;
      begun = true;
      socket.write(once);
      const fill = () => {
        while (flood && !socket.destroyed && socket.write(flood));
      };
      socket.on('drain', fill);
      fill();
    },
  };
}

const nothing = Buffer.alloc(0);

describe('a server that', () => {
  const cases: readonly [name: string, behaviour: Behaviour, failure: RegExp][] = [
    [
      'speaks HTTP/1.1',
      { asked: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n') },
      /^no-http2$/,
    ],
    ['speaks nothing known', { connected: (socket) => socket.end('x'.repeat(1000)) }, /^no-http2$/],
    ['never says a word', {}, /^timeout$/],
    ['hangs up', { connected: (socket) => socket.end() }, /^closed-early$|ECONNRESET|EPIPE/],
    ['resets', { connected: (socket) => socket.resetAndDestroy() }, /ECONNRESET|EPIPE|closed-early/],
    [
      'hangs up in the middle of a body',
      { connected: (socket) => socket.write(settings), asked: (socket) => socket.end(Buffer.concat([ok, data('{')])) },
      /^closed-early$/,
    ],
    ['goes away at once', speaking(frame(7, 0, 0, Buffer.alloc(8))), /^goaway$/],
    ['goes away in anger', speaking(frame(7, 0, 0, Buffer.from([0, 0, 0, 0, 0, 0, 0, 11]))), /^goaway$/],
    ['resets the stream', speaking(reset(constants.NGHTTP2_INTERNAL_ERROR)), /^stream-reset$/],
    ['refuses the stream', speaking(reset(constants.NGHTTP2_REFUSED_STREAM)), /^stream-reset$/],
    [
      'cancels in the middle of a body',
      speaking(Buffer.concat([ok, data('{'), reset(constants.NGHTTP2_CANCEL)])),
      /^stream-reset$/,
    ],
    ['never ends a body', speaking(Buffer.concat([ok, data('{')])), /^timeout$/],
    ['floods with resets', speaking(nothing, reset(constants.NGHTTP2_CANCEL)), /^stream-reset$/],
    ['floods with settings', speaking(nothing, settings), /^bad-http$/],
    ['floods with pings', speaking(nothing, frame(6, 0, 0, Buffer.alloc(8))), /^bad-http$/],
    [
      'floods with windows',
      speaking(nothing, frame(8, 0, 0, Buffer.from([0, 0, 0, 1]))),
      /^answer-too-large$|^timeout$|^bad-http$/,
    ],
    ['floods with empty data', speaking(ok, data('')), /stream-reset|answer-too-large|timeout|bad-http/],
    [
      'sends a head without end',
      speaking(frame(1, 0, 1, Buffer.from([0x88])), frame(9, 0, 1, Buffer.alloc(100, 0x40))),
      /^bad-http$/,
    ],
    [
      'sends what it was told not to push',
      speaking(frame(5, 4, 1, Buffer.from([0, 0, 0, 2, 0x82]))),
      /^bad-http$|^timeout$/,
    ],
    ['answers what nobody asked', speaking(frame(1, 5, 7, Buffer.from([0x88]))), /^bad-http$/],
  ];

  test.for(cases)('%s', async ([, behaviour, failure]) => {
    await using server = await startBadServer(behaviour);

    // Time enough where it is not time that ends it.
    const exchanges = await ask(server.target, 2, failure.test('timeout') ? 80 : 300);

    for (const exchange of exchanges) expect(exchange.failure).toMatch(/^[\w-]+$/);
    expect(exchanges[0]?.failure).toMatch(failure);
    for (const { took } of exchanges) expect(took).toBeLessThan(5_000);
    expect(server.written()).toBeLessThan(64 * bodyLimit);
  });

  test.for<[name: string, handle: (stream: ServerHttp2Stream) => void, failure: string]>([
    [
      'floods with interim answers',
      (stream) => {
        for (let time = 0; time < 100; time++) stream.additionalHeaders({ ':status': 102 });
        answer(stream, 'hello');
      },
      'bad-http',
    ],
    [
      'sends a body without end',
      (stream) => {
        const fill = () => {
          while (!stream.destroyed && stream.write(Buffer.alloc(16_384)));
        };
        stream.respond({ ':status': 200 });
        stream.on('drain', fill);
        fill();
      },
      'body-too-large',
    ],
    ['sends a long field', (stream) => answer(stream, '', { x: 'x'.repeat(60_000) }), 'headers-too-large'],
    [
      'sends less than it says',
      (stream) => {
        stream.respond({ ':status': 200, 'content-length': '9' });
        stream.end('{');
      },
      'stream-reset',
    ],
  ])('%s ends its stream alone', async ([, handle, failure]) => {
    let turn = 0;
    await using server = await serve((stream) => (turn++ === 0 ? handle(stream) : answer(stream, 'hello')));

    expect(await ask(server.target, 2)).toMatchObject([
      { connection: 1, failure },
      { connection: 1, status: 200 },
    ]);
  });
});
