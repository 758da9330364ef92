import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { ask, askMany, open, TestServices } from '../../testing/services.ts';
import { portsAddressing } from '../addressing.ts';

async function serviceWith(count: number) {
  const services = new TestServices(portsAddressing());
  const pods = await services.startPods(count);
  services.endpoints(pods);
  services.create({ type: 'LoadBalancer' });
  return { services, pods, address: await services.address() };
}

describe('a connection', () => {
  test('stays with its pod, in both directions, also when one side has said all', async () => {
    const { address } = await serviceWith(1);
    const socket = connect(address);

    socket.end('hello');

    expect(await text(socket)).toBe('10.0.0.1\nhello');
  });

  test('keeps its pod over many requests, however many other pods come and go', async () => {
    const { services, pods, address } = await serviceWith(3);
    const kept = await open(address);
    const others = pods.filter((pod) => pod !== kept.greeting);

    for (const change of [others, pods, others.slice(1), [], others]) {
      services.endpoints(change);
      for (let count = 0; count < 10; count += 1) {
        kept.write('still here');
        expect(String((await once(kept, 'data'))[0])).toBe('still here');
      }
    }

    expect(await askMany(address, 20)).toEqual(new Set(others));
  });

  test.each([
    ['its port is taken out', (services: TestServices) => services.change({ ports: [{ port: 81 }] })],
    ['the Service becomes headless', (services: TestServices) => services.change({ type: 'ClusterIP' })],
    ['the Service selects other pods', (services: TestServices) => services.endpoints([])],
    ['the Service is deleted', (services: TestServices) => services.remove()],
  ])('lives on when %s, as conntrack has it', async (_what, change) => {
    const { services, address } = await serviceWith(1);
    const kept = await open(address);

    change(services);

    await vi.waitFor(async () => await expect(ask(address)).rejects.toThrow());
    kept.end('still here');
    expect(await text(kept)).toBe('still here');
  });

  test('ends with its pod, and with the lab', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod((socket) => socket.write('hello', () => socket.resetAndDestroy()))]);
    services.create({ type: 'LoadBalancer' });
    const address = await services.address();
    await expect(
      connect(address)
        .on('data', () => {})
        .toArray(),
    ).rejects.toMatchObject({ code: 'ECONNRESET' });

    services.endpoints([await services.startPod()]);
    const kept = await open(address);
    const closed = once(kept, 'close');
    await services.close();
    await closed;
  });

  test('is reset where there is no pod, and where the pod takes none', async () => {
    const { services, pods, address } = await serviceWith(1);
    const [pod = ''] = pods;
    services.endpoints([]);
    await expect(ask(address)).rejects.toMatchObject({ code: 'ECONNRESET' });

    services.endpoints([pod]);
    // Port 1 of loopback: nobody listens there.
    services.deadPod(pod, { host: '127.0.0.1', port: 1 });
    await expect(ask(address)).rejects.toMatchObject({ code: 'ECONNRESET' });

    await vi.waitFor(() => expect(services.log.last()).toHaveLength(2));
    expect(services.log.last().map(({ tries }) => tries)).toEqual([
      [],
      [{ pod: '10.0.0.1:8080', reason: 'only one', failure: 'refused' }],
    ]);
  });

  test('goes to pods on their way out where no other is left', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()], { ready: false, serving: true, terminating: true });
    services.create({ type: 'LoadBalancer' });

    expect(await ask(await services.address())).toBe('10.0.0.1');
  });

  test('slows its client down when the pod does not read, and loses nothing', async () => {
    const services = new TestServices(portsAddressing());
    const release = Promise.withResolvers<void>();
    let heard = 0;
    const pod = await services.startPod((socket) => {
      void release.promise.then(() => socket.on('data', (chunk) => (heard += chunk.length)));
      socket.on('end', () => socket.end(String(heard)));
    });
    services.endpoints([pod]);
    services.create({ type: 'LoadBalancer' });
    const socket = connect(await services.address());
    const mebibyte = Buffer.alloc(1024 * 1024);
    const sent = 64;
    let wrote = 0;
    for (let count = 0; count < sent; count += 1) socket.write(mebibyte, () => (wrote += 1));
    socket.end();

    // The buffers of four sockets fill up, and then no more is taken.
    let before = -1;
    await vi.waitFor(
      () => {
        const now = wrote;
        const isStill = now === before;
        before = now;
        expect(isStill).toBe(true);
      },
      { interval: 100 },
    );
    expect(wrote).toBeLessThan(sent);
    release.resolve();
    expect(await text(socket)).toBe(String(sent * mebibyte.length));
  });

  test('is told to those who follow the access log as soon as it has its pod', async () => {
    const { services, address } = await serviceWith(1);
    const kept = await open(address);

    expect(services.log.last()).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        via: 'service',
        route: 'default/web',
        tries: [{ pod: '10.0.0.1:8080', reason: 'only one' }],
        milliseconds: expect.any(Number),
      },
    ]);
    kept.destroy();
  });
});

test('thousands of connections are open at once, each with its pod', { timeout: 30_000 }, async () => {
  const { services, address } = await serviceWith(2);
  const sockets: Awaited<ReturnType<typeof open>>[] = [];
  while (sockets.length < 2_000) {
    sockets.push(...(await Promise.all(Array.from({ length: 200 }, () => open(address)))));
  }

  for (const socket of sockets) socket.write('x');
  const heard = await Promise.all(sockets.map(async (socket) => String((await once(socket, 'data'))[0])));

  expect(new Set(heard)).toEqual(new Set(['x']));
  expect(new Set(sockets.map(({ greeting }) => greeting)).size).toBe(2);
  const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
  await services.close();
  await closed;
});
