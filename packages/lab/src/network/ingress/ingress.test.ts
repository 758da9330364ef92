import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWith, TestIngress } from '../../testing/ingress.ts';

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
});

test('a target that leaves the root is answered 400', async () => {
  const { ingress } = await startWith();
  const socket = connect(ingress.proxy.port, ingress.proxy.host);

  socket.write('GET /../x HTTP/1.1\r\nHost: sticky.info\r\nConnection: close\r\n\r\n');

  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});
