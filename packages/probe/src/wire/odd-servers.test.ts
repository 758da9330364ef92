import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { probe } from '../probe.ts';
import { parseTarget, type Target } from '../target.ts';
import { type Behaviour, named, response, sayingAndEnding, startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

const pods = ['pod-a', 'pod-b'];

/** Answers in turns, so that a probe that understands it finds it not sticky. */
function inTurns(say: (pod: string) => string | Buffer, end = false): Behaviour {
  return {
    asked: (socket, turn) => {
      socket.write(say(pods[turn % 2] ?? ''));
      if (end) socket.end();
    },
  };
}

const json = (pod: string) => JSON.stringify({ uuid: pod });
const coded = (coding: string, body: Buffer) =>
  response([`Content-Encoding: ${coding}`, `Content-Length: ${body.length}`], body);

describe('a server that is odd, and understood:', () => {
  test.for<[name: string, behaviour: Behaviour]>([
    ['it speaks HTTP/1.0', inTurns((pod) => `HTTP/1.0 200 OK\r\n\r\n${json(pod)}`, true)],
    ['it says nothing of its length', inTurns((pod) => response([], json(pod)), true)],
    ['it closes after each answer, and says so', inTurns((pod) => named(pod, 'Connection: close'), true)],
    ['it closes after each answer, and does not say so', inTurns((pod) => named(pod), true)],
    [
      'it hints early',
      inTurns((pod) => Buffer.concat([response(['Link: </a.css>'], '', '103 Early Hints'), named(pod)])),
    ],
    ['it says more than its length', inTurns((pod) => Buffer.concat([named(pod), Buffer.from('and more')]))],
    [
      'it has a status without a reason',
      inTurns((pod) => response([`Content-Length: ${json(pod).length}`], json(pod), '200 ')),
    ],
    ['it has bytes beyond ASCII in its fields', inTurns((pod) => named(pod, 'X: \u00e9\u00ff'))],
    ['it sends gzip unasked', inTurns((pod) => coded('gzip', gzipSync(json(pod))))],
    ['it sends deflate unasked', inTurns((pod) => coded('Deflate', deflateSync(json(pod))))],
    ['it sends brotli unasked', inTurns((pod) => coded('br', brotliCompressSync(json(pod))))],
    ['it sends zstd unasked', inTurns((pod) => coded('zstd', zstdCompressSync(json(pod))))],
    ['it compresses twice', inTurns((pod) => coded('gzip, br', brotliCompressSync(gzipSync(json(pod)))))],
    ['it says that it did not compress', inTurns((pod) => coded('identity', Buffer.from(json(pod))))],
    ['it sends a byte at a time', { asked: (socket, turn) => void trickle(socket, named(pods[turn % 2] ?? '')) }],
  ])('%s', async ([, behaviour]) => {
    await using server = await startBadServer(behaviour);
    expect((await probe(server.target, { seed: 1 })).verdict.kind).toBe('not-sticky');
  });
});

async function trickle(socket: { write(bytes: Uint8Array, done: () => void): unknown }, bytes: Buffer): Promise<void> {
  for (const byte of bytes) await new Promise<void>((resolve) => void socket.write(Uint8Array.of(byte), resolve));
}

describe('an answer is taken only for the request that it answers', () => {
  test('when a second one comes along with the first', async () => {
    await using server = await startBadServer({
      asked: (socket, turn) =>
        void socket.write(turn === 0 ? Buffer.concat([named('pod-a'), named('planted')]) : named('pod-b')),
    });
    expect(await bodies(server.target)).toEqual([json('pod-a'), json('pod-b')]);
  });

  test('when a second one comes between two requests', async () => {
    const { promise: planted, resolve } = Promise.withResolvers<void>();
    await using server = await startBadServer({
      asked: (socket, turn) => {
        socket.write(named(pods[turn] ?? ''));
        if (turn === 0) setImmediate(() => socket.write(named('planted'), () => resolve()));
      },
    });
    expect(await bodies(server.target, planted)).toEqual([json('pod-a'), json('pod-b')]);
  });

  test('when one comes before anybody has asked, the connection itself is the question', async () => {
    let turn = 0;
    await using server = await startBadServer({
      connected: (socket) => void socket.end(named(pods[turn++ % 2] ?? '')),
    });
    expect((await probe(server.target, { seed: 1 })).verdict.kind).toBe('not-sticky');
  });

  /** What two requests over one line bring, with what happens between them. */
  async function bodies(target: Target, between?: Promise<void>): Promise<readonly string[]> {
    const transport = openWire(parseTarget(target), 2_000);
    const line = transport.open();
    const first = await line.request({ cookie: '' });
    await between;
    // What was sent is there; it takes a turn of the event loop to be heard.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const second = await line.request({ cookie: '' });
    await transport.close();
    return [first, second].map(({ body }) => new TextDecoder().decode(body));
  }
});

describe('answers without a name in them end a probe with an error that says so:', () => {
  test.for<[name: string, body: string | Buffer]>([
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['JSON without the field', '{"a":1}'],
    ['half of some JSON', '{"uuid":"a'],
    ['invalid UTF-8', Buffer.from('{"uuid":"\xff"}', 'latin1')],
    ['JSON as deep as it is long', '['.repeat(500_000)],
    ['a name that is a megabyte long', JSON.stringify({ uuid: 'x'.repeat(900_000) })],
  ])('%s', async ([, body]) => {
    await using server = await startBadServer(sayingAndEnding(response([`Content-Length: ${body.length}`], body)));
    await expect(probe(server.target, { identity: '/uuid' })).rejects.toMatchObject({ code: 'no-identity' });
    expect(server.connections()).toBeLessThanOrEqual(5);
  });

  test('204', async () => {
    await using server = await startBadServer(sayingAndEnding(response([], '', '204 No Content')));
    await expect(probe(server.target, { identity: '/uuid' })).rejects.toMatchObject({ code: 'no-identity' });
  });
});
