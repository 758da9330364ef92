import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWith, TestIngress } from '../../testing/ingress.ts';

describe('an upgrade', () => {
  test('passes, and then both sides talk', async () => {
    const { ingress, pod } = await startWith();
    pod.server.on('upgrade', (asked, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${asked.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
      );
      socket.pipe(socket);
    });

    const headers = { Host: 'sticky.info', Connection: 'Upgrade', Upgrade: 'echo' };
    const asked = request({ host: ingress.proxy.host, port: ingress.proxy.port, headers, agent: false });
    asked.end();
    const [response, socket] = await once(asked, 'upgrade');
    socket.end('hello');

    expect(response.headers).toMatchObject({ upgrade: 'echo', connection: 'upgrade' });
    expect(await text(socket)).toBe('hello');
  });

  test('carries the affinity cookie, and follows it', async () => {
    const ingress = await TestIngress.start();
    const pods = [await ingress.startPod(), await ingress.startPod()];
    for (const { server, ip } of pods) {
      server.on('upgrade', (_asked, socket) => {
        socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n${ip}`);
      });
    }
    ingress.expose('web', pods);
    ingress.route('web', { service: 'web', host: 'sticky.info' }, { affinity: 'cookie' });
    await ingress.settled();
    const upgrade = async (headers: Record<string, string>) => {
      const all = { Host: 'sticky.info', Connection: 'Upgrade', Upgrade: 'echo', ...headers };
      const asked = request({ host: ingress.proxy.host, port: ingress.proxy.port, headers: all, agent: false });
      asked.end();
      const [response, socket, head] = await once(asked, 'upgrade');
      return { cookie: response.headers['set-cookie']?.[0]?.split(';')[0], pod: String(head) + (await text(socket)) };
    };

    const first = await upgrade({});
    const later = [];
    for (let count = 0; count < 8; count += 1) later.push(await upgrade({ Cookie: first.cookie ?? '' }));

    expect(first.cookie).toMatch(/^INGRESSCOOKIE=/);
    expect(later).toEqual(later.map(() => ({ cookie: undefined, pod: first.pod })));
  });

  test('that the pod declines is answered with what the pod says', async () => {
    const { ingress } = await startWith((_asked, response) => response.writeHead(426).end('no'));

    const answer = await ingress.ask({ headers: { Connection: 'Upgrade', Upgrade: 'websocket' } });

    expect(answer).toMatchObject({ status: 426, body: 'no' });
  });
});

test('an upgrade of a request with a body is declined by serving the request', async () => {
  const { ingress } = await startWith(async (asked, response) => response.end(await text(asked)));

  const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
  const answer = await ingress.ask({ method: 'POST', headers, body: 'hello' });

  expect(answer).toMatchObject({ status: 200, body: 'hello' });
});

test('the end of the ingress takes a pending upgrade from the pod', async () => {
  const { ingress, pod } = await startWith();
  const arrived = once(pod.server, 'upgrade');
  const socket = connect(ingress.proxy.port, ingress.proxy.host);
  socket.on('error', () => socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: sticky.info\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
  const [, podSide] = await arrived;
  onTestFinished(() => void podSide.destroy());

  await ingress.proxy.close();

  await once(podSide.resume(), 'end');
});

describe('what must not end the lab', () => {
  const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  /** Sends bytes and resets the connection at once. */
  async function sendAndReset(ingress: TestIngress, bytes: string): Promise<void> {
    const socket = connect(ingress.proxy.port, ingress.proxy.host);
    await once(socket, 'connect');
    await new Promise((sent) => socket.write(bytes, sent));
    socket.resetAndDestroy();
  }

  test.each([
    ['to no host of ours', `GET / HTTP/1.1\r\nHost: nobody.info\r\n${UPGRADE}`],
    ['with two hosts', `GET / HTTP/1.1\r\nHost: sticky.info\r\nHost: other.info\r\n${UPGRADE}`],
    ['to a pod', `GET / HTTP/1.1\r\nHost: sticky.info\r\n${UPGRADE}`],
  ])('an upgrade %s whose client resets the connection', async (_what, bytes) => {
    const { ingress } = await startWith((_asked, response) => void setTimeout(() => response.end('ok'), 5));

    for (let count = 0; count < 20; count += 1) await sendAndReset(ingress, bytes);

    expect(await ingress.ask()).toMatchObject({ status: 200 });
  });

  test.each(['HTTP/1.1 001 Odd', 'HTTP/1.1 999 Odd', 'no HTTP at all'])('a pod that answers %s', async (line) => {
    const { ingress, pod } = await startWith();
    pod.server.on('connection', (socket) => {
      socket.removeAllListeners('data');
      socket.end(`${line}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`);
    });

    expect([502, 999]).toContain((await ingress.ask()).status);
    expect((await ingress.ask({ host: 'other.info' })).status).toBe(404);
  });

  test('a client that holds a refused upgrade open does not hold up the end', async () => {
    const { ingress } = await startWith();
    const socket = connect({ port: ingress.proxy.port, host: ingress.proxy.host, allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.write(`GET / HTTP/1.1\r\nHost: nobody.info\r\n${UPGRADE}`);
    await once(socket, 'data');

    await ingress.proxy.close();
  });
});
