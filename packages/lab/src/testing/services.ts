import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import { expect, onTestFinished, vi } from 'vitest';
import { AccessLog } from '../access-log/access-log.ts';
import { createDefaultObjects } from '../controllers/default-objects.ts';
import { EventRecorder } from '../controllers/event-recorder.ts';
import { AddressBook, type SocketAddress } from '../network/address-book.ts';
import type { Addressing } from '../network/addressing.ts';
import { listen } from '../network/listen.ts';
import { runServiceAddresses } from '../network/service-addresses.ts';
import { runServiceProxy } from '../network/service-proxy/service-proxy.ts';
import type { Stored } from '../store/resource-types.ts';
import { Store } from '../store/store.ts';
import { service } from './manifests.ts';

const key = { namespace: 'default', name: 'web' };
const READY = { ready: true, serving: true, terminating: false };

/** Service proxy and addresses at work on a store, with TCP servers of this process as pods. Ends with the test. */
export class TestServices {
  readonly store = new Store();
  readonly log = new AccessLog();
  readonly #book: AddressBook;
  readonly #addressing: Addressing;
  readonly #close: () => Promise<void>;
  #pods = 0;

  constructor(addressing: Addressing) {
    this.#addressing = addressing;
    this.#book = new AddressBook(addressing);
    createDefaultObjects(this.store, { address: addressing.node, version: 'v1.35.0' });
    const recorder = new EventRecorder(this.store, 'kube-proxy');
    const addresses = runServiceAddresses(this.store, recorder, addressing);
    const proxy = runServiceProxy({
      store: this.store,
      cache: this.store,
      recorder,
      addressing,
      book: this.#book,
      log: this.log,
    });
    this.#close = async () => {
      addresses.close();
      await proxy.close();
    };
    onTestFinished(this.#close);
  }

  /** Ends the proxy before the test does. */
  async close(): Promise<void> {
    await this.#close();
  }

  /** A pod that says its address and then repeats what it hears, or does as told. Resolves to its address. */
  async startPod(onConnection: (socket: Socket, ip: string) => void = sayAndRepeat): Promise<string> {
    this.#pods += 1;
    const ip = `10.0.0.${this.#pods}`;
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      onConnection(socket, ip);
    });
    this.#book.set(ip, 8080, { host: '127.0.0.1', port: await listen(server, '127.0.0.1', 0) });
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return ip;
  }

  async startPods(count: number): Promise<string[]> {
    return await Promise.all(Array.from({ length: count }, () => this.startPod()));
  }

  /** An address at which nothing listens. */
  deadPod(ip: string, address: SocketAddress): void {
    this.#book.set(ip, 8080, address);
  }

  /** The endpoints of the Service: its EndpointSlice. */
  endpoints(ips: readonly string[], conditions = READY, portName = ''): void {
    const meta = { namespace: 'default', name: 'web-1' };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...meta, labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: portName, port: 8080, protocol: 'TCP' }],
      endpoints: ips.map((ip) => ({ addresses: [ip], conditions })),
    };
    if (this.store.get('endpointslices', meta) === undefined) this.store.create('endpointslices', slice);
    else this.store.update('endpointslices', slice);
  }

  create(spec: Partial<ServiceSpec>, name = 'web'): void {
    this.store.create('services', service(name, spec));
  }

  get(name = 'web'): Stored<'services'> {
    const found = this.store.get('services', { namespace: 'default', name });
    if (found === undefined) throw new Error(`no service ${name}`);
    return found;
  }

  /** Changes some of the Service's spec; the rest stays. */
  change(spec: Partial<ServiceSpec>, name = 'web'): void {
    const found = this.get(name);
    this.store.update('services', { ...found, spec: { ...found.spec, ...spec } });
  }

  remove(): void {
    this.store.remove('services', key);
  }

  /** Where the load balancer says that it is. */
  async address(): Promise<SocketAddress> {
    return await vi.waitFor(() => {
      const [ingress] = this.get().status?.loadBalancer?.ingress ?? [];
      expect(ingress).toBeDefined();
      return { host: ingress?.ip ?? '', port: ingress?.ports?.[0]?.port ?? 80 };
    });
  }

  /** Where its first NodePort is. */
  async nodePort(): Promise<SocketAddress> {
    return await vi.waitFor(async () => {
      const port = this.get().spec?.ports?.[0]?.nodePort;
      expect(port).toBeGreaterThanOrEqual(30_000);
      const address = { host: this.#addressing.node, port: port ?? 0 };
      await ask(address);
      return address;
    });
  }

  /** What events say, in order. */
  events(): readonly string[] {
    return this.store.list('events').map(({ message }) => message ?? '');
  }
}

/** Which pod a connection of its own meets. Rejects when it is refused, reset or closed. */
export async function ask(address: SocketAddress, localAddress = '127.0.0.1'): Promise<string> {
  const socket = await open(address, localAddress);
  socket.destroy();
  return socket.greeting;
}

export async function askMany(address: SocketAddress, count: number, localAddress?: string): Promise<Set<string>> {
  return new Set(await Promise.all(Array.from({ length: count }, () => ask(address, localAddress))));
}

/** A connection that has heard the pod's first line. Ends with the test. */
export async function open(
  address: SocketAddress,
  localAddress = '127.0.0.1',
): Promise<Socket & { readonly greeting: string }> {
  const socket = connect({ ...address, localAddress });
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  try {
    const [chunk] = await once(socket, 'data', { signal: closed.signal });
    return Object.assign(socket, { greeting: String(chunk).trim() });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function sayAndRepeat(socket: Socket, ip: string): void {
  socket.write(`${ip}\n`);
  socket.pipe(socket);
}
