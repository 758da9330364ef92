import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AccessLog } from '../../access-log/access-log.ts';
import { createDefaultObjects } from '../../controllers/default-objects.ts';
import { EventRecorder } from '../../controllers/event-recorder.ts';
import { Store } from '../../store/store.ts';
import { service } from '../../testing/manifests.ts';
import { MODES } from '../../testing/modes.ts';
import { AddressBook, type SocketAddress } from '../address-book.ts';
import { type Addressing, portsAddressing, rangeAddressing } from '../addressing.ts';
import { listen } from '../listen.ts';
import { runServiceAddresses } from '../service-addresses.ts';
import { runServiceProxy } from './service-proxy.ts';

const key = { namespace: 'default', name: 'web' };

/** Service proxy and addresses at work on a store, with TCP servers of this process as pods. Ends with the test. */
class TestServices {
  readonly store = new Store();
  readonly #book: AddressBook;
  #pods = 0;

  constructor(addressing: Addressing) {
    this.#book = new AddressBook(addressing);
    createDefaultObjects(this.store, { address: addressing.node, version: 'v1.35.0' });
    const recorder = new EventRecorder(this.store, 'kube-proxy');
    const addresses = runServiceAddresses(this.store, recorder, addressing);
    const proxy = runServiceProxy({ store: this.store, recorder, addressing, book: this.#book, log: new AccessLog() });
    onTestFinished(async () => {
      addresses.close();
      await proxy.close();
    });
  }

  /** A pod that says its address and then repeats what it hears. */
  async startPod(): Promise<string> {
    this.#pods += 1;
    const ip = `10.0.0.${this.#pods}`;
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.write(`${ip}\n`);
      socket.pipe(socket);
    });
    this.#book.set(ip, 8080, { host: '127.0.0.1', port: await listen(server, '127.0.0.1', 0) });
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return ip;
  }

  endpoints(ips: readonly string[], conditions = { ready: true, serving: true, terminating: false }): void {
    const meta = { namespace: 'default', name: 'web-1' };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...meta, labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: ips.map((ip) => ({ addresses: [ip], conditions })),
    };
    if (this.store.get('endpointslices', meta) === undefined) this.store.create('endpointslices', slice);
    else this.store.update('endpointslices', slice);
  }

  create(spec: Partial<ServiceSpec>): void {
    this.store.create('services', service('web', spec));
  }

  /** Where the load balancer says that it is. */
  async address(): Promise<SocketAddress> {
    return await vi.waitFor(() => {
      const [ingress] = this.store.get('services', key)?.status?.loadBalancer?.ingress ?? [];
      expect(ingress).toBeDefined();
      return { host: ingress?.ip ?? '', port: ingress?.ports?.[0]?.port ?? 80 };
    });
  }

  /** Where its first NodePort is. */
  async nodePort(): Promise<SocketAddress> {
    return await vi.waitFor(async () => {
      const port = this.store.get('services', key)?.spec?.ports?.[0]?.nodePort;
      const host = this.store.list('nodes')[0]?.status?.addresses?.[0]?.address ?? '';
      expect(port).toBeGreaterThanOrEqual(30_000);
      const address = { host, port: port ?? 0 };
      await ask(address);
      return address;
    });
  }
}

/** Which pod a connection of its own meets. Rejects when it is refused, reset or closed. */
async function ask(address: SocketAddress, localAddress = '127.0.0.1'): Promise<string> {
  const socket = connect({ ...address, localAddress });
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  try {
    const [chunk] = await once(socket, 'data', { signal: closed.signal });
    return String(chunk).trim();
  } finally {
    socket.destroy();
  }
}

async function askMany(address: SocketAddress, count: number, localAddress?: string): Promise<Set<string>> {
  return new Set(await Promise.all(Array.from({ length: count }, () => ask(address, localAddress))));
}

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
    const clusterIP = services.store.get('services', key)?.spec?.clusterIP;
    expect(address.host === clusterIP).toBe(mode === 'range');
    expect(await askMany(address, 40)).toEqual(new Set(pods));
  });

  test('answers at its NodePort, too', async () => {
    const services = new TestServices(addressingOf(mode));
    services.endpoints([await services.startPod()]);

    services.create({ type: 'LoadBalancer' });

    expect(await ask(await services.nodePort())).toBe('10.0.0.1');
  });

  test('frees its ports when it is deleted, and breaks off what flows', async () => {
    const services = new TestServices(addressingOf(mode));
    services.endpoints([await services.startPod()]);
    services.create({ type: 'LoadBalancer' });
    const address = await services.address();
    const kept = connect(address);
    kept.on('error', () => kept.destroy());
    await once(kept, 'data');

    services.store.remove('services', key);

    await once(kept, 'close');
    await vi.waitFor(async () => await expect(ask(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' }));
  });
});

describe('a connection', () => {
  test('stays with its pod, in both directions, also when one side has said all', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()]);
    services.create({ type: 'LoadBalancer' });
    const socket = connect(await services.address());

    socket.end('hello');

    expect(await text(socket)).toBe('10.0.0.1\nhello');
  });

  test('is kept when its pod is no longer ready, while new ones meet another', async () => {
    const services = new TestServices(portsAddressing());
    const [first, second] = [await services.startPod(), await services.startPod()];
    services.endpoints([first]);
    services.create({ type: 'LoadBalancer' });
    const address = await services.address();
    const kept = connect(address);
    await once(kept, 'data');

    services.endpoints([second]);

    expect(await askMany(address, 5)).toEqual(new Set([second]));
    kept.end('still here');
    expect(await text(kept)).toBe('still here');
  });

  test('is reset where there is no pod', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([]);
    services.create({ type: 'LoadBalancer' });

    await expect(ask(await services.address())).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('goes to pods on their way out where no other is left', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()], { ready: false, serving: true, terminating: true });
    services.create({ type: 'LoadBalancer' });

    expect(await ask(await services.address())).toBe('10.0.0.1');
  });
});

// Other source addresses than 127.0.0.1 are there where the whole range is.
describe.skipIf(process.platform === 'darwin')('sessionAffinity: ClientIP', () => {
  test('keeps a source address on its pod, and each address on its own', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints(await Promise.all(Array.from({ length: 4 }, () => services.startPod())));
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

  test('gives a client another pod when its own is gone', async () => {
    const services = new TestServices(portsAddressing());
    const pods = [await services.startPod(), await services.startPod()];
    services.endpoints(pods);
    services.create({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' });
    const address = await services.address();
    const first = await ask(address);

    services.endpoints(pods.filter((pod) => pod !== first));

    expect(await ask(address)).not.toBe(first);
  });
});

describe('what a Service may ask for', () => {
  test('several ports are forwarded each for itself', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()]);
    const named = {
      ...service('web').spec,
      type: 'LoadBalancer',
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81 },
      ],
    };
    services.store.update('endpointslices', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'default', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: 'b', port: 8080 }],
      endpoints: [{ addresses: ['10.0.0.1'] }],
    });

    services.create(named);

    const { host } = await services.address();
    const ports = services.store.get('services', key)?.status?.loadBalancer?.ingress?.[0]?.ports ?? [];
    expect(ports).toHaveLength(2);
    await expect(ask({ host, port: ports[0]?.port ?? 0 })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await ask({ host, port: ports[1]?.port ?? 0 })).toBe('10.0.0.1');
  });

  test('UDP is refused in an event', async () => {
    const services = new TestServices(portsAddressing());

    services.create({ ports: [{ port: 53, protocol: 'UDP' }] });

    await vi.waitFor(() =>
      expect(services.store.list('events').map(({ message }) => message)).toContain(
        'port 53/UDP is not served: the lab forwards TCP only',
      ),
    );
  });

  test('another type closes what the type before had open', async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints([await services.startPod()]);
    services.create({ type: 'LoadBalancer' });
    const address = await services.address();
    const found = services.store.get('services', key);
    if (found === undefined) throw new Error('no service');

    services.store.update('services', { ...found, spec: { ...found.spec, type: 'ClusterIP', ports: [{ port: 80 }] } });

    await vi.waitFor(async () => await expect(ask(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' }));
    await vi.waitFor(() => expect(services.store.get('services', key)?.status?.loadBalancer).toEqual({}));
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
        expect(services.store.get('services', key)?.status?.loadBalancer?.ingress).toBeUndefined();
      },
    );
  });

  test('a headless Service has no address and no port', async () => {
    const services = new TestServices(rangeAddressing(202));

    services.create({ clusterIP: 'None' });

    await vi.waitFor(() => expect(services.store.get('services', key)?.spec?.clusterIPs).toEqual(['None']));
    expect(services.store.list('events')).toEqual([]);
  });
});
