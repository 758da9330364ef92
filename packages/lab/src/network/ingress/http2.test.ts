import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWith } from '../../testing/ingress.ts';
import { answerOf, askHttp2, beginHttp2, openPlainHttp2, SecureIngress } from '../../testing/secure-ingress.ts';

const LARGE = 3_000_000;

/** A TLS ingress with one pod, and a connection in HTTP/2 to it. */
async function startSecure(listener?: RequestListener, annotations?: Readonly<Record<string, string>>) {
  const secure = await SecureIngress.start(async (ingress) => [await ingress.startPod(listener)], annotations);
  return { secure, session: secure.openHttp2() };
}

/** What lets a body through while it comes, however long it is. */
const STREAMING = { 'proxy-request-buffering': 'off', 'proxy-body-size': '0' };

describe('a request in HTTP/2', () => {
  test('reaches the pod in HTTP/1.1, and comes back', async () => {
    const { session } = await startSecure((asked, response) => {
      response.setHeader('X-Two', ['a', 'b']);
      response.end(`${asked.httpVersion} ${asked.method} ${asked.url} ${asked.headers.host}`);
    });

    const answer = await askHttp2(session, { path: '/a//b?c=d' });

    expect(session.alpnProtocol).toBe('h2');
    expect(answer).toMatchObject({ status: 200, body: '1.1 GET /a//b?c=d sticky.info', headers: { 'x-two': 'a, b' } });
  });

  test('brings its cookies as one field', async () => {
    const { session } = await startSecure((asked, response) => response.end(JSON.stringify(asked.rawHeaders)));

    const stream = session.request({ ':authority': 'sticky.info', cookie: ['a=1', 'b=2', 'c=3'] });

    expect((await answerOf(stream)).body).toContain('a=1; b=2; c=3');
  });

  test('has no body where it says so by its end', async () => {
    const { session } = await startSecure((asked, response) =>
      response.end(JSON.stringify([asked.headers['content-length'], asked.headers['transfer-encoding']])),
    );

    expect((await askHttp2(session)).body).toBe('[null,null]');
  });

  test('with a body of unknown length streams through in both directions', async () => {
    const { session } = await startSecure((asked, response) => void asked.pipe(response), STREAMING);
    const stream = beginHttp2(session, { method: 'POST' });
    stream.setEncoding('utf8');

    stream.write('one');
    const [first] = await once(stream, 'data');
    stream.write('two');
    const [second] = await once(stream, 'data');
    stream.end();

    expect([first, second]).toEqual(['one', 'two']);
    await once(stream.resume(), 'end');
  });

  test.each([
    ['as it comes', STREAMING],
    ['once it is whole', { 'proxy-body-size': '0' }],
  ])('of three megabytes reaches the pod %s, and comes back whole', async (_when, annotations) => {
    const { session } = await startSecure((asked, response) => void asked.pipe(response), annotations);
    const stream = beginHttp2(session, { method: 'POST', headers: { 'content-length': String(LARGE) } });
    stream.end('x'.repeat(LARGE));

    expect((await text(stream)).length).toBe(LARGE);
  });

  test('waits for its client where that does not read', async () => {
    let written = 0;
    const { session } = await startSecure((_asked, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (!response.destroyed && written < 64 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    });
    const stream = beginHttp2(session);
    await once(stream, 'response');

    // The pod is held up once the buffers between it and the client are full.
    let before = -1;
    await expect
      .poll(() => {
        const isSame = written === before;
        before = written;
        return isSame;
      })
      .toBe(true);

    expect(written).toBeLessThan(32 * 1024 * 1024);
    stream.close();
  });

  test('takes trailers along, there and back', async () => {
    const { session } = await startSecure(async (asked, response) => {
      await text(asked);
      response.setHeader('Trailer', 'X-Sum');
      response.write('body');
      response.addTrailers({ 'X-Sum': String(asked.trailers['x-sum']) });
      response.end();
    });
    const stream = beginHttp2(session, { method: 'POST' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }));
    stream.end('body');

    expect(await answerOf(stream)).toMatchObject({ body: 'body', trailers: { 'x-sum': '42' } });
  });

  test('with HEAD has no body, and its length', async () => {
    const { session } = await startSecure((_asked, response) => response.setHeader('Content-Length', 5).end());

    expect(await askHttp2(session, { method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-length': '5' },
      body: '',
    });
  });

  test('for no route is answered 404, on the connection that others share', async () => {
    const { session } = await startSecure();

    expect(await askHttp2(session, { host: 'other.info' })).toMatchObject({ status: 404 });
    expect(await askHttp2(session)).toMatchObject({ status: 200 });
  });

  test('with a body that is too long is answered 413, and the rest is not wanted', async () => {
    const secure = await SecureIngress.start((ingress) => ingress.startPods(1), { 'proxy-body-size': '1k' });
    const session = secure.openHttp2();
    const stream = beginHttp2(session, { method: 'POST' });
    const closed = once(stream, 'close');
    stream.write('x'.repeat(2048));

    expect(await answerOf(stream)).toMatchObject({ status: 413 });
    await closed;
    expect(stream.rstCode).toBe(0);
    expect(await askHttp2(session)).toMatchObject({ status: 200 });
  });

  test('is logged with its version’s host and path', async () => {
    const { secure, session } = await startSecure();

    await askHttp2(session, { path: '/a?b=c' });

    expect(secure.ingress.log.last()).toMatchObject([{ host: 'sticky.info', path: '/a', method: 'GET', status: 200 }]);
  });
});

describe('sessions over HTTP/2', () => {
  test('a hundred of them on one connection keep their own pods', async () => {
    const secure = await SecureIngress.start((ingress) => ingress.startPods(4), { affinity: 'cookie' });
    const session = secure.openHttp2();
    const ids = Array.from({ length: 100 }, (_, id) => id);

    const first = await Promise.all(ids.map(() => askHttp2(session)));
    const jars = first.map(({ headers }) => headers['set-cookie']?.[0]?.split(';')[0] ?? '');
    const second = await Promise.all(jars.map((cookie) => askHttp2(session, { headers: { cookie } })));

    expect(new Set(jars).size).toBe(100);
    expect(first[0]?.headers['set-cookie']?.[0]).toMatch(/; Secure; HttpOnly$/);
    expect(second.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
    expect(second.map(({ headers }) => headers['set-cookie'])).toEqual(ids.map(() => undefined));
    expect(new Set(first.map(({ body }) => body)).size).toBe(4);
  });

  test('a request that a pod does not take goes to another one', async () => {
    const secure = await SecureIngress.start(async (ingress) => [
      await ingress.startPod(),
      await ingress.startPod((_asked, response) => response.destroy()),
    ]);
    const session = secure.openHttp2();

    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await askHttp2(session));

    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [200, '10.0.0.1']));
  });
});

describe('a broken end', () => {
  test('of an answer is broken off for the client, too', async () => {
    const { session } = await startSecure((_asked, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    const stream = beginHttp2(session);

    await expect(answerOf(stream)).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
    expect(await askHttp2(session, { host: 'other.info' })).toMatchObject({ status: 404 });
  });

  test('of a client that wants no answer any more reaches the pod', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const { secure, session } = await startSecure((asked) => arrived.resolve(asked));
    const stream = beginHttp2(session);
    const asked = await arrived.promise;
    const ended = once(asked.socket, 'close');

    stream.close();

    await ended;
    await expect.poll(() => secure.ingress.log.last()).toMatchObject([{ status: 499 }]);
  });

  test('of an upload reaches the pod', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const { session } = await startSecure((asked) => arrived.resolve(asked.on('error', () => undefined)), STREAMING);
    const stream = beginHttp2(session, { method: 'POST', headers: { 'content-length': '100' } });
    stream.on('error', () => undefined);
    stream.write('half');
    const asked = await arrived.promise;
    const closed = new Promise((resolve) => asked.once('close', resolve));

    stream.close(8);

    await closed;
    expect(asked.complete).toBe(false);
  });

  test('of the ingress is told by GOAWAY', async () => {
    const { secure, session } = await startSecure();
    await askHttp2(session);
    const away = once(session, 'goaway');

    await secure.ingress.proxy.close();

    expect((await away)[0]).toBe(0);
  });
});

describe('a connection in HTTP/2', () => {
  test('needs no TLS of a client that knows that it may', async () => {
    const { ingress } = await startWith((asked, response) => response.end(String(asked.headers['x-forwarded-proto'])));
    const session = openPlainHttp2(ingress.proxy);

    const answers = await Promise.all(Array.from({ length: 20 }, () => askHttp2(session)));

    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => 'http'));
  });

  test('is closed after a thousand requests, and none of them is lost', async () => {
    const { ingress } = await startWith();
    const session = openPlainHttp2(ingress.proxy);
    const away = once(session, 'goaway');
    const closed = once(session, 'close');
    let served = 0;

    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => askHttp2(session)));
      served += answers.filter(({ status }) => status === 200).length;
    }

    expect(served).toBe(1000);
    expect((await away)[0]).toBe(0);
    await closed;
  });

  test('takes 128 requests at a time, and the next one when one of them is done', async () => {
    const waiting: (() => void)[] = [];
    const { ingress } = await startWith((_asked, response) => void waiting.push(() => response.end('late')));
    const session = openPlainHttp2(ingress.proxy);
    await once(session, 'remoteSettings');
    const answers = Array.from({ length: 129 }, () => askHttp2(session));
    onTestFinished(async () => void (await Promise.allSettled(answers)));

    await expect.poll(() => waiting.length).toBe(128);
    waiting.shift()?.();
    await expect.poll(() => waiting.length).toBe(128);
    for (const answer of waiting) answer();

    expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(answers.map(() => 'late'));
    expect(session.remoteSettings.maxConcurrentStreams).toBe(128);
  });
});
