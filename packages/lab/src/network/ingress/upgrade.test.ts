import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWith, TestIngress } from '../../testing/ingress.ts';

describe('an upgrade', () => {
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
