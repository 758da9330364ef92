import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { statusesIn, type TestForwarding, TestProxy } from '../../testing/proxy.ts';

async function startWith(changes: TestForwarding = {}) {
  return await TestProxy.start({ route: (head, proxy) => proxy.forwarding(head, changes) });
}

const HEAD = 'PUT / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n';
const MEBIBYTE = 1024 * 1024;

describe('a body that is kept first', () => {
  test('reaches the pod as a whole, and not before', async () => {
    const proxy = await startWith();
    let isAsked = false;
    await proxy.pod((_request, response) => {
      isAsked = true;
      response.end();
    });
    const client = await proxy.connect();

    client.send(`${HEAD}Content-Length: 5\r\n\r\nhell`);
    // Another request, there and back: the first one has had its time.
    await proxy.exchange('GET / HTTP/1.0\r\n\r\n');
    const wasAsked = isAsked;
    isAsked = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const isEarly = isAsked;
    client.send('o');
    await client.rest();

    expect([wasAsked, isEarly, isAsked]).toEqual([true, false, true]);
  });

  test('has a length even where it came in chunks, unless trailers are to follow it', async () => {
    const proxy = await startWith();
    const seen = await proxy.notingPod();
    const chunks = `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n`;

    await proxy.exchange(`${chunks}\r\n`);
    await proxy.exchange(`${chunks}X-Sum: 1\r\n\r\n`);

    expect(seen.map(({ fields }) => fields.slice(2))).toEqual([
      ['Content-Length', '5'],
      ['Transfer-Encoding', 'chunked'],
    ]);
    expect(seen.map(({ body }) => body)).toEqual(['hello', 'hello']);
  });

  test('of no bytes keeps its length of 0', async () => {
    const proxy = await startWith();
    const seen = await proxy.notingPod();

    await proxy.exchange(`${HEAD}Content-Length: 0\r\n\r\n`);
    await proxy.exchange(`${HEAD}\r\n`);

    expect(seen.map(({ fields }) => fields.slice(2))).toEqual([['Content-Length', '0'], []]);
  });

  test.each(['length', 'chunks'])('of more than is kept streams, told by its %s', async (how) => {
    const proxy = await startWith({ body: { most: 64 * MEBIBYTE, isBuffered: true } });
    await proxy.rawPod((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly')),
    );
    const client = await proxy.connect();
    const fields = how === 'length' ? `Content-Length: ${3 * MEBIBYTE}` : 'Transfer-Encoding: chunked';

    client.send(`${HEAD}${fields}\r\n\r\n`);
    client.send(how === 'length' ? Buffer.alloc(2 * MEBIBYTE) : `${(2 * MEBIBYTE).toString(16)}\r\n`);
    if (how === 'chunks') client.send(Buffer.alloc(2 * MEBIBYTE));

    expect(await client.until(/early$/)).toMatch(/^HTTP\/1.1 200 /);
  });
});

test('a body for which there is no memory streams, as long as others take it', async () => {
  const proxy = await TestProxy.start({ limits: { keptBodies: 10 } });
  const seen = await proxy.notingPod();
  const [keeping, streaming] = [await proxy.connect(), await proxy.connect()];
  const chunk = 'Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n';

  keeping.send(HEAD + chunk);
  // Another request, there and back: the first one has had its time.
  await proxy.exchange('GET / HTTP/1.0\r\n\r\n');
  streaming.send(`${HEAD + chunk}0\r\n\r\n`);
  await streaming.rest();
  keeping.send('0\r\n\r\n');
  await keeping.rest();
  await proxy.exchange(`${HEAD + chunk}0\r\n\r\n`);

  const framings = seen.slice(1).map(({ fields }) => fields.slice(2));
  expect(framings).toEqual([
    ['Transfer-Encoding', 'chunked'],
    ['Content-Length', '6'],
    ['Content-Length', '6'],
  ]);
  expect(seen.slice(1).map(({ body }) => body)).toEqual(['abcdef', 'abcdef', 'abcdef']);
});

describe('a body that is too long is refused', () => {
  const LIMITED = { body: { most: 4, isBuffered: true } };
  const STREAMED = { body: { most: 4, isBuffered: false } };

  test.each([
    ['by the length that it has', LIMITED, 'Content-Length: 5\r\n\r\n'],
    ['by the length that it has, before it streams', STREAMED, 'Content-Length: 5\r\n\r\n'],
    ['once its chunks are more', LIMITED, 'Transfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n1\r\no\r\n0\r\n\r\n'],
  ])('%s, and no pod sees any of it', async (_what, changes, rest) => {
    const proxy = await startWith(changes);
    const seen = await proxy.notingPod();

    const answers = await proxy.exchange(HEAD + rest);

    expect([statusesIn(answers), seen]).toEqual([[413], []]);
    expect(proxy.entries).toMatchObject([{ status: 413, route: 'default/test', tries: [] }]);
  });

  test('once its chunks are more, while it streams', async () => {
    const proxy = await startWith(STREAMED);
    await proxy.rawPod((socket) => void socket.resume());

    const answers = await proxy.exchange(`${HEAD}Transfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n1\r\no\r\n0\r\n\r\n`);

    expect(statusesIn(answers)).toEqual([413]);
    expect(proxy.entries).toMatchObject([{ status: 413, tries: [{ failure: 'request broken off' }] }]);
  });

  test('and of just the length that it may have is not', async () => {
    const proxy = await startWith(LIMITED);
    const seen = await proxy.notingPod();

    await proxy.exchange(`${HEAD}Transfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n0\r\n\r\n`);

    expect(seen).toMatchObject([{ body: 'hell' }]);
  });

  test('with an answer that the client gets to see, however much it has sent meanwhile', async () => {
    const proxy = await startWith(LIMITED);
    const client = await proxy.connect();

    client.send(`${HEAD}Content-Length: ${8 * MEBIBYTE}\r\n\r\n`);
    client.send(Buffer.alloc(8 * MEBIBYTE));

    expect(statusesIn(await client.rest())).toEqual([413]);
  });
});

describe('large bodies', () => {
  const SIZE = 64 * MEBIBYTE;

  test.each([
    ['streams', { body: { most: Number.POSITIVE_INFINITY, isBuffered: false } }],
    ['is kept as far as that goes', { body: { most: Number.POSITIVE_INFINITY, isBuffered: true } }],
  ])('pass both ways as they are, the request %s', async (_what, changes) => {
    const proxy = await startWith(changes);
    await proxy.pod((asked, response) => void asked.pipe(response));
    const block = randomBytes(MEBIBYTE);
    const sent = createHash('sha1');
    const got = createHash('sha1');
    const blocks = function* () {
      for (let left = SIZE; left > 0; left -= block.length) {
        sent.update(block);
        yield block;
      }
    };
    const { host, port } = proxy;
    const asked = request({ host, port, method: 'PUT', agent: false, headers: { 'Transfer-Encoding': 'chunked' } });

    const isSent = pipeline(Readable.from(blocks()), asked);
    const [response]: IncomingMessage[] = await once(asked, 'response');
    for await (const chunk of response ?? []) got.update(chunk);
    await isSent;

    expect(got.digest('hex')).toBe(sent.digest('hex'));
  });

  test('wait for whoever reads them, in no more memory than a few buffers', async () => {
    const proxy = await startWith({ body: { most: Number.POSITIVE_INFINITY, isBuffered: false } });
    let written = 0;
    await proxy.pod(async (_request, response) => {
      const block = Buffer.alloc(64 * 1024);
      while (written < SIZE && !response.destroyed) {
        written += block.length;
        if (!response.write(block)) await once(response, 'drain');
      }
      response.end();
    });
    const client = await proxy.connect();
    client.socket.pause();

    client.send('GET / HTTP/1.1\r\nHost: a.info\r\n\r\n');
    await expect.poll(() => written).toBeGreaterThan(0);
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    // The system's buffers on both sides, and ours.
    expect(written).toBeLessThan(SIZE / 2);
  });
});
