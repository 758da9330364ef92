import { describe, expect, test, vi } from 'vitest';
import { MODES } from '../../testing/modes.ts';
import { ask, askMany, TestServices } from '../../testing/services.ts';
import { type Addressing, portsAddressing, rangeAddressing } from '../addressing.ts';

/** In a subnet that no lab takes by itself. */
function addressingOf(mode: Addressing['mode']): Addressing {
  return mode === 'range' ? rangeAddressing(201) : portsAddressing();
}

describe.each(MODES)('a Service of type LoadBalancer, in mode %s', (mode) => {
  test('has an address at which each connection meets a pod at random', async () => {
    const services = new TestServices(addressingOf(mode));
    const pods = [await services.startPod(), await services.startPod()];
    services.endpoints(pods);

    services.create({ type: 'LoadBalancer' });

    const address = await services.address();
    const clusterIP = services.get().spec?.clusterIP;
    expect(address.host === clusterIP).toBe(mode === 'range');
    expect(await askMany(address, 40)).toEqual(new Set(pods));
  });

  test('answers at its NodePort, too', async () => {
    const services = new TestServices(addressingOf(mode));
    services.endpoints([await services.startPod()]);

    services.create({ type: 'LoadBalancer' });

    expect(await ask(await services.nodePort())).toBe('10.0.0.1');
  });

  test('frees its ports when it is deleted', async () => {
    const services = new TestServices(addressingOf(mode));
    services.endpoints([await services.startPod()]);
    services.create({ type: 'LoadBalancer' });
    const [address, nodePort] = [await services.address(), await services.nodePort()];

    services.remove();

    await vi.waitFor(async () => await expect(ask(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' }));
    await expect(ask(nodePort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('frees and gets ports as its type goes back and forth', async () => {
    const services = new TestServices(addressingOf(mode));
    services.endpoints([await services.startPod()]);
    services.create({ type: 'LoadBalancer' });
    const nodePort = await services.nodePort();

    for (let count = 0; count < 2; count += 1) {
      services.change({ type: 'ClusterIP', ports: [{ port: 80 }] });
      await vi.waitFor(async () => await expect(ask(nodePort)).rejects.toMatchObject({ code: 'ECONNREFUSED' }));
      await vi.waitFor(() => expect(services.get().status?.loadBalancer).toEqual({}));

      services.change({ type: 'NodePort', ports: [{ port: 80, nodePort: nodePort.port }] });
      await vi.waitFor(async () => expect(await ask(nodePort)).toBe('10.0.0.1'));
    }

    services.change({ type: 'LoadBalancer' });
    expect(await ask(await services.address())).toBe('10.0.0.1');
  });
});

// Other source addresses than 127.0.0.1 are there where the whole range is.
describe.skipIf(process.platform === 'darwin')('sessionAffinity: ClientIP', () => {
  test('keeps a source address on its pod, and each address on its own', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints(await services.startPods(4));
    services.create({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' });
    const address = await services.address();

    const clients = Array.from({ length: 12 }, (_, index) => `127.0.1.${index + 1}`);
    const met: string[] = [];
    for (const client of clients) {
      const pods: string[] = [];
      for (let count = 0; count < 5; count += 1) pods.push(await ask(address, client));
      expect(new Set(pods).size).toBe(1);
      met.push(...pods);
    }

    // 12 clients that all have the same one of 4 pods: 1 in 4 million.
    expect(new Set(met).size).toBeGreaterThan(1);
  });

  test('gives a client another pod when its own is gone, and leaves it there when it comes back', async () => {
    const services = new TestServices(portsAddressing());
    const pods = await services.startPods(2);
    services.endpoints(pods);
    services.create({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' });
    const address = await services.address();
    const first = await ask(address);

    services.endpoints(pods.filter((pod) => pod !== first));
    const second = await ask(address);
    services.endpoints(pods);

    expect(second).not.toBe(first);
    expect(await askMany(address, 20)).toEqual(new Set([second]));
  });

  test('holds over all addresses of a port, and over changes that do not concern it', async () => {
    const services = new TestServices(portsAddressing());
    const pods = await services.startPods(8);
    services.endpoints(pods);
    services.create({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' });
    const address = await services.address();
    const first = await ask(address);

    expect(await askMany(await services.nodePort(), 10)).toEqual(new Set([first]));
    services.change({ externalTrafficPolicy: 'Local', selector: { app: 'web', extra: 'yes' } });
    services.change({ sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } });
    services.endpoints(pods.filter((pod) => pod === first || pod === pods[0]));
    expect(await askMany(address, 10)).toEqual(new Set([first]));
    expect(services.log.last(1)[0]?.tries[0]?.reason).toBe('client address');
  });

  test('ends when it is taken off', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints(await services.startPods(2));
    services.create({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' });
    const address = await services.address();
    await ask(address);

    services.change({ sessionAffinity: 'None' });

    // 60 connections that all have the same one of 2 pods: 1 in 10 to the 17th.
    expect((await askMany(address, 60)).size).toBe(2);
  });
});

describe('what a Service may ask for', () => {
  test('several ports are forwarded each for itself, and a port that is not TCP is left out', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()], undefined, 'b');

    services.create({
      type: 'LoadBalancer',
      ports: [
        { name: 'a', port: 80 },
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'b', port: 81 },
        { name: 'sigtran', port: 81, protocol: 'SCTP' },
      ],
    });

    const { host } = await services.address();
    const ports = services.get().status?.loadBalancer?.ingress?.[0]?.ports ?? [];
    expect(ports.map(({ protocol, error }) => ({ protocol, error }))).toEqual([
      { protocol: 'TCP' },
      { protocol: 'UDP', error: 'UnsupportedProtocol' },
      { protocol: 'TCP' },
      { protocol: 'SCTP', error: 'UnsupportedProtocol' },
    ]);
    await expect(ask({ host, port: ports[0]?.port ?? 0 })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await ask({ host, port: ports[2]?.port ?? 0 })).toBe('10.0.0.1');
    expect(services.events()).toEqual([
      'port 53/UDP is not served: the lab forwards TCP only',
      'port 81/SCTP is not served: the lab forwards TCP only',
    ]);
  });

  test('a port may get another name, and a pod another port, without a moment of silence', async () => {
    const services = new TestServices(portsAddressing());
    const pods = await services.startPods(1);
    services.endpoints(pods);
    services.create({ type: 'LoadBalancer' });
    const address = await services.address();

    services.endpoints(pods, undefined, 'http');
    services.change({ ports: [{ name: 'http', port: 80 }] });

    expect(await ask(address)).toBe('10.0.0.1');
    expect(await services.address()).toEqual(address);
  });

  test('a node port that somebody else holds is said in an event, and taken once another Service gives it up', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()]);
    services.create({ type: 'NodePort' }, 'first');
    const nodePort = await vi.waitFor(() => {
      const port = services.get('first').spec?.ports?.[0]?.nodePort ?? 0;
      expect(port).toBeGreaterThan(0);
      return port;
    });
    await vi.waitFor(async () => {
      await expect(ask({ host: '127.0.0.1', port: nodePort })).rejects.toMatchObject({ code: 'ECONNRESET' });
    });

    services.create({ type: 'NodePort', ports: [{ port: 80, nodePort }] });
    await vi.waitFor(() =>
      expect(services.events()).toEqual([`node port ${nodePort} is taken on 127.0.0.1: choose another one`]),
    );
    services.change({ ports: [{ port: 80 }] }, 'first');

    await vi.waitFor(async () => expect(await ask({ host: '127.0.0.1', port: nodePort })).toBe('10.0.0.1'));
  });

  test.each([
    [
      { externalIPs: ['192.0.2.1'] },
      'externalIPs 192.0.2.1 are not served: the lab listens on loopback only; use its own address or a NodePort',
    ],
    [
      { type: 'LoadBalancer', loadBalancerIP: '192.0.2.1' },
      'loadBalancerIP 192.0.2.1 is not served: the load balancer has the address of the Service',
    ],
    [
      { type: 'LoadBalancer', loadBalancerClass: 'example.com/other' },
      "no load balancer of class example.com/other is in this lab: leave loadBalancerClass out to get the lab's own",
    ],
  ])('%j is said in one event', async (spec, message) => {
    const services = new TestServices(portsAddressing());

    services.create(spec);

    await vi.waitFor(() => expect(services.events()).toEqual([message]));
    services.change({ internalTrafficPolicy: 'Local' });
    services.endpoints(['10.0.0.1']);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(services.store.list('events')[0]?.count).toBe(1);
    if ('loadBalancerClass' in spec) expect(services.get().status?.loadBalancer?.ingress).toBeUndefined();
  });

  test('an ExternalName Service has no address, and gives back the one it had', async () => {
    const services = new TestServices(rangeAddressing(202));
    services.create({});
    await vi.waitFor(() => expect(services.get().spec?.clusterIP).toBe('127.202.1.1'));
    const { spec, ...rest } = services.get();

    services.store.update('services', { ...rest, spec: { type: 'ExternalName', externalName: 'example.com' } });

    services.create({ clusterIP: '127.202.1.1' }, 'other');
    await vi.waitFor(() => expect(services.get('other').spec?.clusterIPs).toEqual(['127.202.1.1']));
    expect(services.events()).toEqual([]);
    expect(spec?.clusterIP).toBe('127.202.1.1');
  });

  describe.each(MODES)('a cluster IP that is not of this lab, addressing by %s', (mode) => {
    test.each(['10.9.9.9', '0.0.0.0', '127.0.0.1', '127.203.1.1e0', '127.203.1.01', 'localhost'])(
      '%s is refused in an event, and nothing listens there',
      async (clusterIP) => {
        const services = new TestServices(mode === 'range' ? rangeAddressing(203) : portsAddressing());

        services.create({ clusterIP, type: 'LoadBalancer' });

        await vi.waitFor(() =>
          expect(services.store.list('events').map(({ reason }) => reason)).toContain('ClusterIPOutOfRange'),
        );
        // The second event loop turn after the event: the proxy has looked at the Service by then.
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap');
        expect(services.get().status?.loadBalancer?.ingress).toBeUndefined();
      },
    );
  });

  test('a headless Service has no address and no port', async () => {
    const services = new TestServices(rangeAddressing(202));

    services.create({ clusterIP: 'None' });

    await vi.waitFor(() => expect(services.get().spec?.clusterIPs).toEqual(['None']));
    expect(services.store.list('events')).toEqual([]);
  });
});
