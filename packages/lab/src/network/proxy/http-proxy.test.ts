import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { statusesIn, type TestForwarding, TestProxy } from '../../testing/proxy.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a.info\r\n\r\n';
const LAST = 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n';

async function startWith(changes: TestForwarding = {}) {
  return await TestProxy.start({ route: (head, proxy) => proxy.forwarding(head, changes) });
}

/** A pod that answers when the test lets it; its connections and how many requests each has had. */
async function slowPod(proxy: TestProxy) {
  const requests: Promise<IncomingMessage>[] = [];
  const answers: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const arrived = Promise.withResolvers<void>();
  await proxy.pod((request, response) => {
    sockets.add(request.socket);
    answers.push(() => response.end('done'));
    arrived.resolve();
  });
  return { answers, sockets, arrived: arrived.promise, requests };
}

describe('a client that goes away', () => {
  test.each([
    ['ends its connection', (socket: Socket) => socket.end()],
    ['resets its connection', (socket: Socket) => socket.resetAndDestroy()],
  ])('and %s takes its request from the pod, and stands in the log as 499', async (_what, leave) => {
    const proxy = await startWith();
    const gone = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await proxy.pod((request) => {
      arrived.resolve();
      request.on('close', () => gone.resolve());
    });
    const client = await proxy.connect();
    client.send(GET);
    await arrived.promise;

    leave(client.socket);
    await gone.promise;

    expect(proxy.entries).toMatchObject([{ status: 499, tries: [{ pod: 'pod-1', failure: 'client gone' }] }]);
  });

  test('in the middle of its body never meets a pod', async () => {
    const proxy = await startWith();
    const seen = await proxy.notingPod();
    const client = await proxy.connect();

    client.send('PUT / HTTP/1.1\r\nHost: a.info\r\nContent-Length: 5\r\n\r\nhel');
    client.socket.end();

    await expect.poll(() => proxy.entries).toMatchObject([{ status: 499, tries: [] }]);
    expect(seen).toEqual([]);
  });

  test('in the middle of its answer takes the rest from the pod', async () => {
    const proxy = await startWith();
    const gone = Promise.withResolvers<void>();
    await proxy.pod((_request, response) => {
      response.write('some');
      response.on('close', () => gone.resolve());
    });
    const client = await proxy.connect();
    client.send(GET);
    await client.until(/some/);

    client.socket.destroy();
    await gone.promise;

    expect(proxy.entries).toMatchObject([{ status: 200, tries: [{ failure: 'client gone' }] }]);
  });
});

test.each([
  ['half a head', 'GET / HTTP/1.1\r\nHo'],
  ['what is refused', 'GET / HTTP/1.1\r\n\r\n'],
  ['half a body', 'PUT / HTTP/1.1\r\nHost: a.info\r\nContent-Length: 5\r\n\r\nhel'],
  ['a request', GET],
  ['several requests', GET.repeat(9)],
  ['a request to switch protocols', 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n'],
])('a client that resets its connection right after %s ends no more than that', async (_what, bytes) => {
  const proxy = await startWith();
  await proxy.pod((_request, response) => void setTimeout(() => response.end('ok'), 2));

  for (let count = 0; count < 20; count += 1) {
    const { socket } = await proxy.connect();
    await new Promise((sent) => socket.write(bytes, sent));
    socket.resetAndDestroy();
  }

  expect(statusesIn(await proxy.exchange(LAST))).toEqual([200]);
  expect(proxy.errors).toEqual([]);
});

describe('when pods are no longer to be used', () => {
  test('connections that are kept for them end at once', async () => {
    const proxy = await startWith();
    const sockets = new Set<Socket>();
    await proxy.pod((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    await proxy.exchange(LAST);
    const [kept] = sockets;
    const ended = kept && once(kept, 'close');

    proxy.proxy.keepOnly([]);

    await ended;
    expect(sockets.size).toBe(1);
  });

  test('one in use ends after its answer, which is whole', async () => {
    const proxy = await startWith();
    const pod = await slowPod(proxy);
    const client = await proxy.connect();
    client.send(GET);
    await pod.arrived;
    const [used] = pod.sockets;
    const ended = used && once(used, 'close');

    proxy.proxy.keepOnly([]);
    pod.answers[0]?.();

    expect(await client.until(/done/)).toMatch(/^HTTP\/1\.1 200 .*Connection: keep-alive/s);
    await ended;
  });

  test('the connections of clients stay, and those to pods that are still there', async () => {
    const proxy = await startWith();
    const ports = new Set<number | undefined>();
    const pod = await proxy.pod((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const address = pod.address();
    if (address === null || typeof address === 'string') throw new Error('the pod has no port');
    const client = await proxy.connect();
    client.send(GET);
    await client.until(/ok/);

    proxy.proxy.keepOnly([{ host: '127.0.0.1', port: address.port }]);
    client.send(LAST);

    expect(statusesIn(await client.rest())).toEqual([200, 200]);
    expect(ports.size).toBe(1);
  });
});

test('the end of the proxy ends all that is open: idle clients, answers under way, kept pods, tunnels', async () => {
  const proxy = await startWith();
  const podSockets: Socket[] = [];
  await proxy.rawPod((socket) => {
    podSockets.push(socket);
    socket.on('data', (chunk) => {
      const isTunnel = chunk.includes('Upgrade');
      const isKept = chunk.includes('/kept');
      if (isTunnel) socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n');
      else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${isKept ? 0 : 1}\r\n\r\n`);
    });
  });
  const clients = await Promise.all(Array.from({ length: 4 }, () => proxy.connect()));
  clients[1]?.send(GET.replace('/', '/kept'));
  clients[2]?.send(GET);
  clients[3]?.send('GET / HTTP/1.1\r\nHost: a.info\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n');
  for (const client of clients.slice(1)) await client.until(/\r\n\r\n$/);
  const ended = podSockets.map((socket) => once(socket, 'end'));

  proxy.proxy.close();

  await Promise.all([...ended, ...clients.map((client) => client.rest())]);
  expect(podSockets).toHaveLength(3);
  await expect.poll(() => proxy.entries.map(({ status }) => status).sort()).toEqual([101, 200, 200]);
});

test('a client that comes after the end is not served', async () => {
  const proxy = await startWith();
  await proxy.pod();

  proxy.proxy.close();

  expect(await proxy.exchange(LAST)).toBe('');
});
