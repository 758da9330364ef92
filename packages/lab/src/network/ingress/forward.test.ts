import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWith, stopServer, TestIngress } from '../../testing/ingress.ts';

/** Sends bytes as they are and reads all that comes back. */
async function raw(ingress: TestIngress, bytes: string): Promise<string> {
  const socket = connect(ingress.proxy.port, ingress.proxy.host);
  socket.end(bytes);
  return await text(socket);
}

describe('a request', () => {
  test('reaches the pod with its method, target, body and host as they came', async () => {
    const { ingress } = await startWith(async (asked, response) => {
      response.end(`${asked.method} ${asked.url} ${asked.headers.host} ${await text(asked)}`);
    });

    const answer = await ingress.ask({ method: 'POST', path: '/a//b%2Fc?d=1', body: 'hello' });

    expect(answer.body).toBe('POST /a//b%2Fc?d=1 sticky.info hello');
  });

  test('tells the pod where it came from, and does not believe what the client says of that', async () => {
    const { ingress } = await startWith((asked, response) => response.end(JSON.stringify(asked.headers)));

    const headers = { 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'https', 'X-Real-IP': '6.6.6.6' };
    const { body } = await ingress.ask({ headers });

    expect(JSON.parse(body)).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'sticky.info',
      'x-forwarded-port': String(ingress.proxy.port),
      'x-original-forwarded-for': '6.6.6.6',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('leaves the headers of its connection behind, also those that Connection names', async () => {
    const { ingress } = await startWith((asked, response) => response.end(JSON.stringify(asked.headers)));

    const { body } = await ingress.ask({
      headers: { Connection: 'X-Secret', 'X-Secret': '1', TE: 'trailers', 'X-Kept': '1' },
    });

    expect(JSON.parse(body)).toMatchObject({ 'x-kept': '1' });
    expect(body).not.toMatch(/x-secret|trailers/);
  });

  // proxy-request-buffering is on.
  test('of unknown length reaches the pod once it is whole, with its length', async () => {
    const { ingress } = await startWith(async (asked, response) => {
      response.end(`${asked.headers['content-length']} ${await text(asked)}`);
    });
    const asked = request({
      host: ingress.proxy.host,
      port: ingress.proxy.port,
      method: 'POST',
      headers: { Host: 'sticky.info' },
      agent: false,
    });

    asked.write('one');
    asked.end('two');
    const [response]: IncomingMessage[] = await once(asked, 'response');

    expect(response === undefined ? '' : await text(response)).toBe('6 onetwo');
  });

  test('shares its connection with others, which may meet other pods', async () => {
    const ingress = await TestIngress.start();
    ingress.expose('web', [await ingress.startPod(), await ingress.startPod()]);
    ingress.route('web', { service: 'web', host: 'sticky.info' });
    await ingress.settled();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ports = new Set<number | undefined>();
    const bodies: string[] = [];

    for (let count = 0; count < 4; count += 1) {
      const asked = request({
        host: ingress.proxy.host,
        port: ingress.proxy.port,
        headers: { Host: 'sticky.info' },
        agent,
      });
      asked.end();
      const [response]: IncomingMessage[] = await once(asked, 'response');
      ports.add(asked.socket?.localPort);
      if (response !== undefined) bodies.push(await text(response));
    }

    expect(ports.size).toBe(1);
    expect(bodies[0]).not.toBe(bodies[1]);
    expect(bodies.slice(2)).toEqual(bodies.slice(0, 2));
  });

  test('for a host or path that no rule has is answered 404', async () => {
    const { ingress } = await startWith();

    expect((await ingress.ask({ host: 'other.info' })).status).toBe(404);
  });
});

describe('an answer', () => {
  test('comes back with its status, headers and body, without those of the connection', async () => {
    const { ingress } = await startWith((_asked, response) => {
      response.writeHead(418, { 'X-Two': ['a', 'b'], 'Set-Cookie': ['own=1'], Connection: 'close', 'X-Umlaut': 'ü' });
      response.end('tea');
    });

    const { status, headers, body } = await ingress.ask();

    expect([status, body]).toEqual([418, 'tea']);
    expect(headers).toMatchObject({ 'x-two': 'a, b', 'set-cookie': ['own=1'] });
  });

  test('streams through while it is written', async () => {
    const finish = Promise.withResolvers<void>();
    const { ingress } = await startWith(async (_asked, response) => {
      response.write('first');
      await finish.promise;
      response.end('last');
    });
    const asked = request({
      host: ingress.proxy.host,
      port: ingress.proxy.port,
      headers: { Host: 'sticky.info' },
      agent: false,
    });
    asked.end();
    const [response]: IncomingMessage[] = await once(asked, 'response');
    const [first] = response === undefined ? [] : await once(response, 'data');
    finish.resolve();

    expect(String(first)).toBe('first');
    expect(response === undefined ? '' : await text(response)).toBe('last');
  });

  test('that breaks off is broken off for the client, too', async () => {
    const { ingress } = await startWith((_asked, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half');
      setImmediate(() => response.destroy());
    });

    await expect(ingress.ask()).rejects.toThrow();
  });

  test('to HEAD has no body, and its length', async () => {
    const { ingress } = await startWith((_asked, response) => response.setHeader('Content-Length', 5).end());

    expect(await ingress.ask({ method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '5' },
    });
  });
});

describe('a pod that fails', () => {
  test('is passed over for another one', async () => {
    const { ingress, pod } = await startWith();
    ingress.expose('web', [pod, await ingress.startPod((_asked, response) => response.destroy())]);
    await ingress.settled();

    // One after the other: round robin does not know what a request has met, so two at once can skip each other's turn.
    const answers = [];
    for (let count = 0; count < 6; count += 1) answers.push(await ingress.ask());

    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => pod.ip));
  });

  test('is asked three times at most, and then it is 502', async () => {
    let asked = 0;
    const { ingress } = await startWith((_asked, response) => {
      asked += 1;
      response.destroy();
    });

    expect((await ingress.ask()).status).toBe(502);
    expect(asked).toBe(3);
  });

  test('is asked once only what is not idempotent', async () => {
    let asked = 0;
    const { ingress } = await startWith((_asked, response) => {
      asked += 1;
      response.destroy();
    });

    expect((await ingress.ask({ method: 'POST', body: 'order' })).status).toBe(502);
    expect(asked).toBe(1);
  });

  test('before it has read a body leaves the body for the next one', async () => {
    const { ingress, pod } = await startWith();
    const echo = await ingress.startPod(async (asked, response) => response.end(await text(asked)));
    ingress.expose('web', [pod, echo]);
    await ingress.settled();
    await stopServer(pod.server);

    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await ingress.ask({ method: 'PUT', body: 'kept' }));

    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => 'kept'));
  });
});

describe('requests that two servers could read in two ways are refused', () => {
  test.each([
    ['two lengths', 'POST / HTTP/1.1\r\nHost: sticky.info\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: sticky.info\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: sticky.info\r\nHost: other.info\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : sticky.info\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: sticky.info\r\nX-A: b\r\n c: d\r\n\r\n'],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: sticky.info\n\n'],
    ['a target that leaves the root', 'GET /../x HTTP/1.1\r\nHost: sticky.info\r\nConnection: close\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    const { ingress } = await startWith();

    expect(await raw(ingress, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });
});
