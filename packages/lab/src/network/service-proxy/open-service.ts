import type { Socket } from 'node:net';
import type { Stored } from '../../store/resource-types.ts';
import type { ObjectKey } from '../../store/store.ts';
import { isPortRefused } from '../listen.ts';
import { HealthCheck, healthCheckPortOf } from './health-check.ts';
import { loadBalancerStatus } from './load-balancer-status.ts';
import { NewConnections } from './new-connections.ts';
import { PortListener } from './port-listener.ts';
import { type WantedListener, wantedListeners } from './service-listeners.ts';
import type { ServiceProxyOptions } from './service-proxy.ts';
import { unservedParts } from './unserved.ts';

type Service = Stored<'services'>;

/** The open ports of one Service. Opening takes time, so changes queue up and only the newest one counts. */
export class OpenService {
  readonly connections: NewConnections;
  readonly #key: ObjectKey;
  readonly #options: ServiceProxyOptions;
  readonly #onFreed: () => void;
  readonly #listeners = new Map<string, PortListener>();
  #healthCheck: HealthCheck | undefined;
  /** What events have said already, so that an unrelated change says none of it again. */
  #told: ReadonlySet<string> = new Set();
  #work: Promise<void> = Promise.resolve();
  #isQueued = false;
  #isClosed = false;
  #isWaiting = false;

  /** @param onFreed called when it has given up a port that others may wait for */
  constructor(key: ObjectKey, options: ServiceProxyOptions, sockets: Set<Socket>, onFreed: () => void) {
    this.#key = key;
    this.#options = options;
    this.#onFreed = onFreed;
    this.connections = new NewConnections(key, options, sockets);
  }

  /** Whether it asks for a port that somebody else holds. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Resolves when the ports are those that the Service asks for, as far as they can be had. */
  sync(): Promise<void> {
    if (this.#isQueued) return this.#work;
    this.#isQueued = true;
    this.#work = this.#work
      .then(() => {
        this.#isQueued = false;
        return this.#sync();
      })
      .catch((error: unknown) => this.#tell(error));
    return this.#work;
  }

  /** Closes the ports, not what has come through them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.sync();
  }

  async #sync(): Promise<void> {
    const service = this.#isClosed ? undefined : this.#options.cache.get('services', this.#key);
    const wanted = new Map(wantedListeners(service?.spec, this.#options.addressing).map((one) => [one.id, one]));
    const healthCheckPort = healthCheckPortOf(service?.spec);
    this.#closeOthers(wanted, healthCheckPort);
    if (service === undefined) return;
    const complaints = unservedParts(service.spec ?? {}).map((part): Complaint => ({ ...part }));
    for (const listener of wanted.values()) {
      if (!this.#listeners.has(listener.id)) complaints.push(...(await this.#open(listener)));
    }
    if (healthCheckPort !== undefined && this.#healthCheck === undefined) {
      complaints.push(...(await this.#openHealthCheck(healthCheckPort)));
    }
    this.#isWaiting = complaints.some(({ reason }) => reason === PORT_UNAVAILABLE);
    this.#complain(service, complaints);
    this.#writeStatus();
  }

  #closeOthers(wanted: ReadonlyMap<string, WantedListener>, healthCheckPort: number | undefined): void {
    let isFreed = false;
    for (const [id, listener] of this.#listeners) {
      if (wanted.has(id)) continue;
      this.#listeners.delete(id);
      listener.close();
      isFreed = true;
    }
    if (this.#healthCheck !== undefined && this.#healthCheck.port !== healthCheckPort) {
      this.#healthCheck.close();
      this.#healthCheck = undefined;
      isFreed = true;
    }
    if (isFreed) this.#onFreed();
  }

  /** What went wrong stands at the Service; its next change is the next try, as is a port that another Service gives up. */
  #tell(error: unknown): void {
    const service = this.#options.store.get('services', this.#key);
    if (service !== undefined) this.#options.recorder.record(service, 'Warning', 'ProxyError', String(error));
  }

  async #open({ id, host, ports, port, kind }: WantedListener): Promise<readonly Complaint[]> {
    return await unlessTaken(
      kind === 'node-port' ? `node port ${port.nodePort}` : `port ${port.port}`,
      host,
      async () => {
        const onConnection = (client: Socket) => this.connections.take(client, id);
        this.#listeners.set(id, await PortListener.open({ host, ports, onConnection }));
      },
    );
  }

  async #openHealthCheck(port: number): Promise<readonly Complaint[]> {
    const host = this.#options.addressing.node;
    return await unlessTaken(`health check node port ${port}`, host, async () => {
      const ready = () => this.connections.readyAddresses().size;
      this.#healthCheck = await HealthCheck.open({ host, port, service: this.#key, ready });
    });
  }

  #complain(service: Service, complaints: readonly Complaint[]): void {
    for (const { reason, message } of complaints) {
      if (!this.#told.has(message)) this.#options.recorder.record(service, 'Warning', reason, message);
    }
    this.#told = new Set(complaints.map(({ message }) => message));
  }

  #writeStatus(): void {
    const { store, addressing } = this.#options;
    const service = store.get('services', this.#key);
    if (service?.spec === undefined) return;
    const listeners = wantedListeners(service.spec, addressing);
    const loadBalancer = loadBalancerStatus(service.spec, (wanted) => {
      const found = listeners.find(({ kind, port }) => kind === 'address' && port.port === wanted);
      return found === undefined ? undefined : this.#listeners.get(found.id);
    });
    if (service.status?.loadBalancer === undefined && loadBalancer.ingress === undefined) return;
    store.update('services', { ...service, status: { ...service.status, loadBalancer } });
  }
}

const PORT_UNAVAILABLE = 'PortUnavailable';

interface Complaint {
  readonly reason: string;
  readonly message: string;
}

/** Says so where the port is taken. */
async function unlessTaken(what: string, host: string, open: () => Promise<void>): Promise<readonly Complaint[]> {
  try {
    await open();
    return [];
  } catch (error) {
    if (!isPortRefused(error)) throw error;
    return [{ reason: PORT_UNAVAILABLE, message: `${what} is taken on ${host}: choose another one` }];
  }
}
