import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { TryFaults } from '../../faults/try-fault.ts';
import { TestProxy, type TestProxyOptions } from '../../testing/proxy.ts';

/** Cuts all pods off, or none. */
class Partition implements TryFaults {
  #pods: ReadonlySet<string> = new Set();
  readonly #followers = new Set<(pods: ReadonlySet<string>) => void>();

  forTry() {
    return this.#pods.size === 0 ? undefined : ({ kind: 'partition' } as const);
  }

  followCutOff(follower: (pods: ReadonlySet<string>) => void) {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  get followers(): number {
    return this.#followers.size;
  }

  cutOff(...pods: readonly { readonly ip: string }[]): void {
    this.#pods = new Set(pods.map(({ ip }) => ip));
    for (const follower of this.#followers) follower(this.#pods);
  }
}

const GET = 'GET / HTTP/1.1\r\nHost: sticky.info\r\n\r\n';

async function start(options: TestProxyOptions = {}) {
  const partition = new Partition();
  return { partition, proxy: await TestProxy.start({ faults: partition, ...options }) };
}

/** Long enough for what is on its way through this process to arrive. */
async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('between the proxy and a pod', () => {
  test('a stream falls silent, and loses nothing when it is over', async () => {
    const { partition, proxy } = await start();
    let stream: ServerResponse | undefined;
    await proxy.pod((_request, response) => {
      stream = response;
      response.write('one ');
    });
    const client = await proxy.connect();
    client.send(GET);
    await client.until(/one/);

    partition.cutOff(...proxy.pods);
    stream?.write('two ');
    stream?.end('three');
    await aWhile();
    expect(client.received).not.toContain('two');
    partition.cutOff();

    expect(await client.until(/three\r\n0\r\n/)).toMatch(/one .*two .*three/s);
  });

  test('a stream that is silent for too long is broken off', async () => {
    const { partition, proxy } = await start({
      route: (request, test) =>
        test.forwarding(request, { timeouts: { connect: 100, send: 100, read: 100, total: 0, backend: 0 } }),
    });
    await proxy.pod((_request, response) => {
      const timer = setInterval(() => response.write('more '), 10);
      response.once('close', () => clearInterval(timer));
    });
    const client = await proxy.connect();
    client.send(GET);
    await client.until(/more/);

    partition.cutOff(...proxy.pods);

    expect(await client.rest()).not.toContain('\r\n0\r\n');
    await vi.waitFor(() => expect(proxy.entries[0]?.tries).toMatchObject([{ pod: 'pod-1', failure: 'timeout' }]));
  });

  test('a connection that has switched protocols is silent both ways, and goes on when it is over', async () => {
    const { partition, proxy } = await start();
    let atPod = '';
    let pod: Socket | undefined;
    await proxy.rawPod((socket) => {
      pod = socket;
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
        socket.on('data', (chunk: Buffer) => {
          atPod += chunk.toString();
        });
      });
    });
    const client = await proxy.connect();
    client.send('GET / HTTP/1.1\r\nHost: sticky.info\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
    await client.until(/101 .*\r\n\r\n/s);

    partition.cutOff(...proxy.pods);
    client.send('ping');
    pod?.write('pong');
    await aWhile();
    expect(atPod).toBe('');
    expect(client.received).not.toContain('pong');
    partition.cutOff();

    await client.until(/pong/);
    await vi.waitFor(() => expect(atPod).toBe('ping'));
  });

  test('a request that waits is sent once the pod can be reached, within its connect timeout', async () => {
    const { partition, proxy } = await start();
    await proxy.pod();
    partition.cutOff(...proxy.pods);
    const client = await proxy.connect();
    client.send(GET);
    await aWhile();
    expect(client.received).toBe('');

    partition.cutOff();

    expect(await client.until(/pod-1/)).toContain('200 OK');
    expect(proxy.entries[0]?.tries).toEqual([{ pod: 'pod-1', reason: 'round robin' }]);
    expect(partition.followers).toBe(1);
  });

  test('the connections of other pods are as they were', async () => {
    const { partition, proxy } = await start();
    let stream: ServerResponse | undefined;
    await proxy.pod((_request, response) => {
      stream = response;
      response.write('one ');
    });
    await proxy.pod();
    const client = await proxy.connect();
    client.send(GET);
    await client.until(/one/);

    partition.cutOff(...proxy.pods.slice(1));
    stream?.end('two');

    expect(await client.until(/two/)).toContain('two');
  });
});
