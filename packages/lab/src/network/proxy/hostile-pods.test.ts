import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, createServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createKeyPair } from '../../testing/key-pair.ts';
import { statusesIn, TestProxy } from '../../testing/proxy.ts';
import { listen } from '../listen.ts';
import type { RetryCause } from './route.ts';

const LAST = 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n';
const GET = 'GET / HTTP/1.1\r\nHost: a.info\r\n\r\n';

/** A proxy with a pod that sends these bytes for each request, and keeps its connection. */
async function startWith(bytes: string, onRequest?: (socket: Socket) => void) {
  const proxy = await TestProxy.start({
    route: (request, test) =>
      test.forwarding(request, {
        mostAnswerHead: 4 * 1024,
        timeouts: { connect: 5_000, send: 5_000, read: 200, total: 0, backend: 0 },
        retry: { on: new Set<RetryCause>(), most: 1, within: 0, nonIdempotent: false },
      }),
  });
  const sockets: Socket[] = [];
  await proxy.rawPod((socket) => {
    sockets.push(socket);
    socket.on('data', () => {
      socket.write(Buffer.from(bytes, 'latin1'));
      onRequest?.(socket);
    });
  });
  return { proxy, sockets };
}

describe('an answer that is none, or could be two, is 502', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['another protocol', 'ICY 200 OK\r\n\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a version of lower case', 'http/1.1 200 OK\r\n\r\n'],
    ['no status', 'HTTP/1.1\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
    ['a signed status', 'HTTP/1.1 +20 OK\r\n\r\n'],
    ['a status behind two spaces', 'HTTP/1.1  200 OK\r\n\r\n'],
    ['a control character in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n'],
    ['a bare line feed', 'HTTP/1.1 200 OK\n\n'],
    ['a field behind a bare line feed', 'HTTP/1.1 200 OK\r\nX-A: b\nSet-Cookie: a=b\r\n\r\n'],
    ['a field behind a bare carriage return', 'HTTP/1.1 200 OK\r\nX-A: b\rSet-Cookie: a=b\r\n\r\n'],
    ['NUL in a field', 'HTTP/1.1 200 OK\r\nX-A: b\0\r\n\r\n'],
    ['a folded field', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nX-A\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nX-A : b\r\n\r\n'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'],
    ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['a head that is too long', `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(1_000)}\r\n`],
    ['a head without an end', `HTTP/1.1 200 OK\r\nX-A: ${'b'.repeat(100_000)}`],
    ['first parts without an end', 'HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n'.repeat(10_000)],
    ['switched protocols, unasked', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    const { proxy } = await startWith(bytes);

    const answers = await proxy.exchange(LAST);

    expect(statusesIn(answers).filter((status) => status !== 103)).toEqual([502]);
    expect(proxy.entries).toMatchObject([{ status: 502, tries: [{ failure: 'invalid answer' }] }]);
    expect(proxy.errors).toEqual([]);
  });
});

describe('a first part that speaks of the connection or of a body', () => {
  const FIRST =
    'HTTP/1.1 103 Early Hints\r\nConnection: close, X-Hop\r\nX-Hop: a\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\n' +
    'Content-Length: 5\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

  test('goes on without that', async () => {
    const { proxy } = await startWith(FIRST);

    expect(await proxy.exchange(LAST)).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
    );
  });

  test('goes on to HTTP/2, too, which knows none of it', async () => {
    const { proxy } = await startWith(FIRST);
    const session = connectHttp2(`http://127.0.0.1:${proxy.port}`);
    onTestFinished(() => session.destroy());
    const request = session.request({ ':authority': 'a.info' });
    const first = once(request, 'headers');

    expect((await first)[0]).toMatchObject({ ':status': 103, link: '</a>' });
    expect(await text(request)).toBe('ok');
    expect(proxy.errors).toEqual([]);
  });
});

describe('an answer that ends too soon', () => {
  test.each([
    ['before its head', ''],
    ['in its head', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n'],
    ['after a first part', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s is 502', async (_what, bytes) => {
    const { proxy } = await startWith(bytes, (socket) => socket.end());

    expect(statusesIn(await proxy.exchange(LAST)).at(-1)).toBe(502);
    expect(proxy.entries).toMatchObject([{ status: 502, tries: [{ failure: 'closed' }] }]);
  });

  test.each([
    ['short of its length', 'Content-Length: 5\r\n\r\nhel', /hel$/],
    ['without its last chunk', 'Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n', /\r\n3\r\nhel\r\n$/],
    ['in a chunk', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhel', /\r\n3\r\nhel\r\n$/],
    ['in its trailers', 'Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n0\r\nX-A: b\r\n', /\r\n3\r\nhel\r\n$/],
    ['in broken chunks', 'Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\nx\r\n', /\r\n3\r\nhel\r\n$/],
  ])('%s ends as the pod left it, so that the client sees it', async (_what, rest, end) => {
    const { proxy } = await startWith(`HTTP/1.1 200 OK\r\n${rest}`, (socket) => socket.end());

    expect(await proxy.exchange(GET)).toMatch(end);
    expect(proxy.entries).toMatchObject([{ status: 200, tries: [{ failure: expect.any(String) }] }]);
  });

  test('is a reset to a client of HTTP/1.0, which would take an end for the end', async () => {
    const { proxy } = await startWith('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n', (socket) =>
      socket.end(),
    );
    const client = await proxy.connect();
    const error = once(client.socket, 'error');

    client.send('GET / HTTP/1.0\r\n\r\n');

    await expect(error).resolves.toMatchObject([{ code: 'ECONNRESET' }]);
  });

  test('just ends in TLS, which has no reset', async () => {
    const { proxy } = await startWith('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n', (socket) =>
      socket.end(),
    );
    const pair = await createKeyPair(['a.info']);
    const server = createServer(pair, (socket) => proxy.proxy.serve(socket, { scheme: 'https', protocol: 'http/1.1' }));
    const port = await listen(server, '127.0.0.1', 0);
    onTestFinished(() => void server.close());
    const client = connect({ host: '127.0.0.1', port, ca: pair.cert, servername: 'a.info' });
    client.on('error', () => client.destroy());
    let received = '';
    client.on('data', (chunk) => {
      received += chunk;
    });

    client.write('GET / HTTP/1.0\r\n\r\n');
    await once(client, 'close');

    expect(received).toMatch(/hel$/);
    expect(proxy.entries).toMatchObject([{ status: 200, tries: [{ failure: 'closed' }] }]);
  });

  test('because the pod says nothing more is ended after the time for that', async () => {
    const { proxy } = await startWith('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel');

    expect(await proxy.exchange(GET)).toMatch(/hel$/);
    expect(proxy.entries).toMatchObject([{ status: 200, tries: [{ failure: 'timeout' }] }]);
  });
});

describe('more than an answer', () => {
  test.each([
    [
      'than its length',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
    ],
    [
      'than its chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 evil\r\n\r\n',
    ],
    ['than 204 has', 'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'],
    ['than 304 has', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nevil'],
  ])('%s reaches nobody, and the connection is not used again', async (_what, bytes) => {
    const { proxy, sockets } = await startWith(bytes);

    const answers = await proxy.exchange(GET + GET + LAST);

    expect(statusesIn(answers)).toHaveLength(3);
    expect(answers).not.toContain('evil');
    expect(sockets).toHaveLength(3);
  });

  test('to HEAD, which has no body, is not taken for the next answer', async () => {
    const { proxy, sockets } = await startWith('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');

    const answers = await proxy.exchange(GET.replace('GET', 'HEAD') + LAST.replace('GET', 'HEAD'));

    expect(statusesIn(answers)).toEqual([200, 200]);
    expect(answers).not.toContain('evil');
    expect(sockets).toHaveLength(2);
  });

  test('that comes while nobody has asked ends the kept connection', async () => {
    const { proxy, sockets } = await startWith('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await proxy.exchange(LAST);
    const [first] = sockets;
    if (first === undefined) throw new Error('no connection');
    const ended = once(first, 'end');

    first.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
    await ended;

    expect(await proxy.exchange(LAST)).toMatch(/ok$/);
    expect(sockets).toHaveLength(2);
  });
});
