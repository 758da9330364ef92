import type { LoadBalancerIngress } from 'kubernetes-types/core/v1.js';
import type { AccessLog } from '../../access-log/access-log.ts';
import { keyOf, watchTriggers } from '../../controllers/controller.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { ObjectKey, Store, StoreView } from '../../store/store.ts';
import type { AddressBook } from '../address-book.ts';
import type { Addressing } from '../addressing.ts';
import { endpointsOf } from '../endpoints.ts';
import { isPortRefused } from '../listen.ts';
import { DEFAULT_AFFINITY_SECONDS } from './client-affinity.ts';
import { PortProxy } from './port-proxy.ts';
import { affinitySecondsOf, isTcp, type WantedListener, wantedListeners } from './service-listeners.ts';

type Service = Stored<'services'>;

export interface ServiceProxyOptions {
  readonly store: Store;
  /** What connections are forwarded by: as late as its watch may be. Default: the store as it is. */
  readonly cache?: StoreView;
  readonly recorder: EventRecorder;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly log: AccessLog;
}

export interface ServiceProxy {
  close(): Promise<void>;
}

/** The lab's kube-proxy and its load balancer: opens and closes the ports of Services, and tells their addresses. */
export function runServiceProxy(options: ServiceProxyOptions): ServiceProxy {
  const services = new Map<string, OpenService>();
  const queue = new WorkQueue({
    work: (key) => {
      const id = `${key.namespace}/${key.name}`;
      const open = services.get(id) ?? new OpenService(key, options);
      services.set(id, open);
      open.sync();
      return undefined;
    },
    onError: (_key, error) => options.recorder.recordOnNode('Warning', 'ProxyError', String(error)),
  });
  const { store, cache = store } = options;
  const unwatch = watchTriggers(cache, { services: (service) => [keyOf(service)] }, (key) => queue.add(key));
  return {
    async close() {
      unwatch();
      queue.close();
      await Promise.all([...services.values()].map((service) => service.close()));
    },
  };
}

/** The open ports of one Service. Opening and closing take time, so changes queue up and only the newest one counts. */
class OpenService {
  readonly #key: ObjectKey;
  readonly #options: ServiceProxyOptions;
  readonly #proxies = new Map<string, PortProxy>();
  #work: Promise<void> = Promise.resolve();
  #isQueued = false;
  #isClosed = false;

  constructor(key: ObjectKey, options: ServiceProxyOptions) {
    this.#key = key;
    this.#options = options;
  }

  sync(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#work = this.#work
      .then(() => {
        this.#isQueued = false;
        return this.#sync();
      })
      .catch((error: unknown) => this.#tell(error));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.sync();
    await this.#work;
  }

  async #sync(): Promise<void> {
    const service = this.#isClosed ? undefined : this.#options.store.get('services', this.#key);
    const wanted = service === undefined ? [] : wantedListeners(service, this.#options.addressing);
    const ids = new Map(wanted.map((listener) => [this.#idOf(listener, service), listener]));
    for (const [id, proxy] of this.#proxies) {
      if (ids.has(id)) continue;
      this.#proxies.delete(id);
      await proxy.close();
    }
    for (const [id, listener] of ids) {
      if (!this.#proxies.has(id) && service !== undefined) await this.#open(id, listener, service);
    }
    this.#refuseOtherProtocols(service);
    this.#writeStatus(ids);
  }

  /** What went wrong stands at the Service; its next change is the next try. */
  #tell(error: unknown): void {
    const service = this.#options.store.get('services', this.#key);
    if (service !== undefined) this.#options.recorder.record(service, 'Warning', 'ProxyError', String(error));
  }

  #idOf(listener: WantedListener, service: Service | undefined): string {
    const affinity = service === undefined ? undefined : affinitySecondsOf(service, DEFAULT_AFFINITY_SECONDS);
    return `${listener.id} ${listener.port.name ?? ''} ${affinity ?? ''}`;
  }

  async #open(id: string, { host, ports, port, kind }: WantedListener, service: Service): Promise<void> {
    const { store, cache = store, book, recorder } = this.#options;
    const { namespace = 'default', name } = service.metadata;
    try {
      const proxy = await PortProxy.open({
        host,
        ports,
        book,
        endpoints: () => endpointsOf(cache, namespace, name, port.name ?? ''),
        affinitySeconds: affinitySecondsOf(service, DEFAULT_AFFINITY_SECONDS),
      });
      this.#proxies.set(id, proxy);
    } catch (error) {
      if (!isPortRefused(error)) throw error;
      const what = kind === 'node-port' ? `node port ${port.nodePort}` : `port ${port.port}`;
      recorder.record(service, 'Warning', 'PortUnavailable', `${what} is taken on ${host}: choose another one`);
    }
  }

  #refuseOtherProtocols(service: Service | undefined): void {
    for (const port of service?.spec?.ports ?? []) {
      if (service === undefined || isTcp(port)) continue;
      const message = `port ${port.port}/${port.protocol} is not served: the lab forwards TCP only`;
      this.#options.recorder.record(service, 'Warning', 'UnsupportedProtocol', message);
    }
  }

  /** The address of a load balancer; with its real ports where they are others than the Service says. */
  #writeStatus(ids: ReadonlyMap<string, WantedListener>): void {
    const service = this.#options.store.get('services', this.#key);
    if (service === undefined) return;
    const open = [...ids].flatMap(([id, listener]) => {
      const proxy = this.#proxies.get(id);
      return listener.kind === 'address' && proxy !== undefined ? [{ listener, proxy }] : [];
    });
    const [first] = open;
    if (service.spec?.type !== 'LoadBalancer' || first === undefined) {
      if (service.status?.loadBalancer?.ingress === undefined) return;
      this.#options.store.update('services', { ...service, status: { ...service.status, loadBalancer: {} } });
      return;
    }
    const moved = open.some(({ listener, proxy }) => proxy.port !== listener.port.port);
    const ports = open.map(({ proxy }) => ({ port: proxy.port, protocol: 'TCP' }));
    const ingress: LoadBalancerIngress = { ip: first.proxy.host, ipMode: 'VIP', ...(moved ? { ports } : {}) };
    this.#options.store.update('services', {
      ...service,
      status: { ...service.status, loadBalancer: { ingress: [ingress] } },
    });
  }
}
