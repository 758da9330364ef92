import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probe } from '../probe.ts';
import { parseTarget } from '../target.ts';
import type { Protocol } from '../transport.ts';
import { bodyLimit } from './answer.ts';
import { type BadServer, startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

/**
 * Servers made up at random, of pieces that mean something to HTTP/1.1, HTTP/2 and WebSocket and of bytes that mean
 * nothing. Whatever they send: a request ends in time, as an exchange, within its bounds, and nothing stays open.
 *
 * More of them: `STICKY_FUZZ_RUNS=10000 vitest run src/wire/fuzz.test.ts`. A failure tells its seed.
 */
const runs = Number(process.env.STICKY_FUZZ_RUNS ?? 60);
const timeout = 30;

const words = [
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.0 200 OK\r\n',
  'HTTP/1.1 101 Switching Protocols\r\n',
  'HTTP/1.1 102 Processing\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n',
  'HTTP/1.1 304 Not Modified\r\n',
  'HTTP/1.1 429 Slow\r\nRetry-After: 999\r\n',
  'Content-Length: 2\r\n',
  'Content-Length: 999999999999\r\n',
  'Content-Length: 0\r\n',
  'Content-Length: \r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Content-Encoding: gzip\r\n',
  'Content-Encoding: br\r\n',
  'Connection: close\r\n',
  'Connection: keep-alive, upgrade\r\n',
  'Keep-Alive: timeout=0, max=0\r\n',
  'Keep-Alive: timeout=99999999999\r\n',
  'Upgrade: websocket\r\n',
  'Sec-WebSocket-Accept: x\r\n',
  'Location: http://[\r\n',
  'Set-Cookie: a=b; Max-Age=1e9\r\n',
  'Set-Cookie: =\r\n',
  'Set-Cookie: \u0001\r\n',
  ' folded\r\n',
  'Trailer: x\r\n',
  'Content-Type: \u00ff\r\n',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '0\r\n\r\n',
  '2\r\nab\r\n',
  'ffffffff\r\n',
  'zz\r\n',
  '1;x="\r\n',
  '{"uuid":"a"}',
  '{',
  'x'.repeat(20_000),
  'x: y\r\n'.repeat(2_000),
  '1\r\na\r\n'.repeat(1_000),
].map((word) => Buffer.from(word, 'latin1'));

/** Frames of HTTP/2 (RFC 9113, 4.1) whose parts fit, or not. */
const frame = fc
  .record({
    type: fc.nat(10),
    flags: fc.constantFrom(0, 1, 4, 5, 8, 0x20, 0xff),
    stream: fc.constantFrom(0, 1, 2, 3, 0x7fffffff),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(Uint8Array.of(0x88), new Uint8Array(8), new Uint8Array(17_000)),
    ),
    lie: fc.constantFrom(0, 0, 0, 1, 1_000),
  })
  .map(({ type, flags, stream, payload, lie }) => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length + lie, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  });

const bytes = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: frame },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)) },
);

/** What a server does with a connection, step by step. */
type Step = { readonly say: Buffer; readonly times: number } | 'wait' | 'end' | 'reset';
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ say: bytes, times: fc.constantFrom(1, 1, 1, 1, 1, 3, 200) }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>('wait', 'end', 'reset') },
);

const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

async function play(socket: Socket, steps: readonly Step[]): Promise<void> {
  for (const one of steps) {
    if (socket.destroyed) return;
    if (one === 'end') socket.end();
    else if (one === 'reset') socket.resetAndDestroy();
    else if (one === 'wait') await new Promise(setImmediate);
    else if (socket.writable) for (let time = 0; time < one.times; time++) socket.write(one.say);
  }
}

let server: BadServer;
let script: readonly Step[] = [];
let eager = false;
const escaped: unknown[] = [];
const onEscaped = (reason: unknown) => void escaped.push(reason);

beforeAll(async () => {
  // A rejection that nobody handles is a bug here, whatever request it comes from.
  process.on('unhandledRejection', onEscaped).on('uncaughtException', onEscaped);
  server = await startBadServer({
    connected: (socket) => eager && void play(socket, script),
    asked: (socket) => eager || void play(socket, script),
  });
});

afterAll(async () => {
  process.off('unhandledRejection', onEscaped).off('uncaughtException', onEscaped);
  await server[Symbol.asyncDispose]();
});

test.for<Protocol>(['http/1.1', 'h2', 'websocket'])(
  `%s: ${runs} servers`,
  { timeout: 30_000 + runs * 1_000 },
  async (protocol) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, atOnce) => {
        script = protocol === 'h2' ? [{ say: settings, times: 1 }, ...steps] : steps;
        eager = atOnce;
        const transport = openWire(parseTarget(server.target), timeout);
        const line = transport.open({ protocol });

        const exchanges = [await line.request({ cookie: 'a=b' }), await line.request({ cookie: '' })];
        await transport.close();

        for (const { status, failure, body, fields, took } of exchanges) {
          expect(status !== undefined || failure !== undefined).toBe(true);
          expect(failure ?? 'none').toMatch(/^[\w-]+$/);
          expect(body?.byteLength ?? 0).toBeLessThanOrEqual(bodyLimit);
          expect(JSON.stringify(fields).length).toBeLessThan(100_000);
          expect(took).toBeLessThan(10_000);
        }
        expect(escaped).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
);

test(`a whole probe: ${Math.ceil(runs / 3)} servers`, { timeout: 30_000 + runs * 1_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.nat(), async (steps, seed) => {
      script = steps;
      eager = false;

      const end = await probe(server.target, { timeout, seed, maxRequests: 30 }).catch((reason: unknown) => reason);

      if (end instanceof Error) {
        expect(end).toMatchObject({ name: 'ProbeError' });
        expect(end.message).toMatch(/^[^\p{Cc}]+[.?]$/u);
      } else {
        expect(JSON.parse(JSON.stringify(end))).toEqual(end);
      }
      expect(escaped).toEqual([]);
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
});
