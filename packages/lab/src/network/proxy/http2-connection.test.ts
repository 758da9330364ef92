import { once } from 'node:events';
import { constants } from 'node:http2';
import { describe, expect, test } from 'vitest';
import { TestProxy } from '../../testing/proxy.ts';
import { answerOf, askHttp2, beginHttp2, openPlainHttp2 } from '../../testing/secure-ingress.ts';

describe('a client that is slow', () => {
  test('to send a body is answered 408, and may go on with other requests', async () => {
    const proxy = await TestProxy.start({ limits: { bodyTimeout: 50 } });
    const seen = await proxy.notingPod();
    const session = openPlainHttp2(proxy);
    const stream = beginHttp2(session, { method: 'POST', headers: { 'content-length': '10' } });
    stream.write('half');

    expect(await answerOf(stream)).toMatchObject({ status: 408 });
    expect(await askHttp2(session)).toMatchObject({ status: 200 });
    expect(seen).toHaveLength(1);
  });

  test('to read an answer is given up', async () => {
    const proxy = await TestProxy.start({ limits: { sendTimeout: 50 } });
    await proxy.pod((_request, response) => void response.end(Buffer.alloc(8 * 1024 * 1024)));
    const stream = beginHttp2(openPlainHttp2(proxy));
    await once(stream, 'response');

    await new Promise((resolve) => stream.on('error', () => undefined).on('close', resolve));

    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    await expect.poll(() => proxy.entries.length).toBe(1);
  });
});

describe('a connection', () => {
  test('without requests is closed after a while', async () => {
    const proxy = await TestProxy.start({ limits: { idleTimeout: 50 } });
    await proxy.pod();
    const session = openPlainHttp2(proxy);
    const away = once(session, 'goaway');
    await askHttp2(session);

    expect((await away)[0]).toBe(constants.NGHTTP2_NO_ERROR);
    await new Promise((resolve) => (session.destroyed ? resolve(undefined) : session.once('close', resolve)));
  });

  test('with a request under way is not', async () => {
    const proxy = await TestProxy.start({ limits: { idleTimeout: 20 } });
    await proxy.pod((_request, response) => void setTimeout(() => response.end('late'), 200));

    expect(await askHttp2(openPlainHttp2(proxy))).toMatchObject({ status: 200, body: 'late' });
  });

  test('has so many requests, and then takes leave', async () => {
    const proxy = await TestProxy.start({ limits: { requests: 2 } });
    await proxy.pod();
    const session = openPlainHttp2(proxy);
    const away = once(session, 'goaway');

    expect((await Promise.all([askHttp2(session), askHttp2(session)])).map(({ status }) => status)).toEqual([200, 200]);
    expect((await away)[0]).toBe(constants.NGHTTP2_NO_ERROR);
  });
});

describe('an answer of a pod', () => {
  test('may have hints before it', async () => {
    const proxy = await TestProxy.start();
    await proxy.pod((_request, response) =>
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.end('page')),
    );
    const stream = beginHttp2(openPlainHttp2(proxy));
    const hints = once(stream, 'headers');

    expect(await answerOf(stream)).toMatchObject({ status: 200, body: 'page' });
    expect((await hints)[0]).toMatchObject({ ':status': 103, link: '</style.css>; rel=preload' });
  });

  test('keeps bytes that are no ASCII, and fields that are there twice', async () => {
    const proxy = await TestProxy.start();
    await proxy.rawPod((socket) =>
      socket.once('data', () => {
        const lines = [
          'HTTP/1.1 200 OK',
          'X-Name: J\xfcrgen',
          'ETag: "a"',
          'ETag: "b"',
          'Set-Cookie: a=1',
          'Set-Cookie: b=2',
        ];
        socket.write(`${lines.join('\r\n')}\r\nContent-Length: 2\r\n\r\nok`, 'latin1');
      }),
    );
    const session = openPlainHttp2(proxy);
    const stream = beginHttp2(session);
    const raw = once(stream, 'response').then((event): string[] => event[2]);

    expect(await answerOf(stream)).toMatchObject({ status: 200, body: 'ok' });
    const fields = await raw;
    expect(fields.filter((_, index) => fields[index - 1] === 'etag')).toEqual(['"a"', '"b"']);
    expect(fields.filter((_, index) => fields[index - 1] === 'set-cookie')).toEqual(['a=1', 'b=2']);
    expect(fields).toContain('J\xfcrgen');
  });

  test('loses the field that HTTP/2 has no place for', async () => {
    const proxy = await TestProxy.start();
    await proxy.rawPod((socket) =>
      socket.on('data', () => {
        const fields = 'HTTP2-Settings: AAAA\r\nX-Kept: 1\r\n';
        socket.write(
          `HTTP/1.1 103 Early Hints\r\n${fields}\r\nHTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`,
        );
      }),
    );

    const answer = await askHttp2(openPlainHttp2(proxy));

    expect(answer).toMatchObject({ status: 200, headers: { 'x-kept': '1' }, body: 'ok' });
    expect(answer.headers).not.toHaveProperty('http2-settings');
    expect(proxy.errors).toEqual([]);
  });

  test('with a status that HTTP/2 has no place for costs nobody else', async () => {
    const proxy = await TestProxy.start();
    await proxy.rawPod((socket) =>
      socket.on('data', (chunk: Buffer) => {
        const status = chunk.includes('/odd') ? '999 What' : '200 OK';
        socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nok`);
      }),
    );
    const session = openPlainHttp2(proxy);
    const odd = beginHttp2(session, { path: '/odd' });
    odd.on('error', () => undefined).resume();

    await new Promise((resolve) => odd.on('close', resolve));

    expect(await askHttp2(session)).toMatchObject({ status: 200, body: 'ok' });
    expect(proxy.errors).toEqual([]);
  });
});

test('a body that waits for 100 Continue is not told to come, as by nginx, and comes all the same', async () => {
  const proxy = await TestProxy.start();
  const seen = await proxy.notingPod();
  const stream = beginHttp2(openPlainHttp2(proxy), { method: 'POST', headers: { expect: '100-continue' } });
  let isTold = false;
  stream.on('continue', () => {
    isTold = true;
  });
  stream.end('body');

  expect(await answerOf(stream)).toMatchObject({ status: 200 });
  expect(isTold).toBe(false);
  expect(seen).toMatchObject([{ body: 'body' }]);
});

test('a router that fails is answered 500', async () => {
  const proxy = await TestProxy.start({
    route: () => {
      throw new Error('no route');
    },
  });

  expect(await askHttp2(openPlainHttp2(proxy))).toMatchObject({ status: 500 });
  expect(proxy.errors).toHaveLength(1);
});
