import type { Socket } from 'node:net';
import type { ServicePort, ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { AccessTry } from '../../access-log/access-entry.ts';
import type { ObjectKey } from '../../store/store.ts';
import { endpointsOf, type ServiceEndpoints } from '../endpoints.ts';
import { type AffineClient, chooseEndpoint, eligible } from './choose-endpoint.ts';
import { ClientAffinity, DEFAULT_AFFINITY_SECONDS } from './client-affinity.ts';
import { forwardConnection, track } from './forward-connection.ts';
import { type ListenerKind, wantedListeners } from './service-listeners.ts';
import type { ServiceProxyOptions } from './service-proxy.ts';
import { isLetIn, sourceAddress, trafficOf } from './traffic.ts';

/** Takes the new connections of one Service to its pods, by what has been heard of it at that moment. */
export class NewConnections {
  readonly #key: ObjectKey;
  readonly #options: ServiceProxyOptions;
  readonly #sockets: Set<Socket>;
  /** By the port's name, as kube-proxy's chains: one for all addresses that lead to the port. */
  readonly #affinities = new Map<string, ClientAffinity>();

  constructor(key: ObjectKey, options: ServiceProxyOptions, sockets: Set<Socket>) {
    this.#key = key;
    this.#options = options;
    this.#sockets = sockets;
  }

  /** A connection that came to the listener of that id. Without a pod to go to, it is reset. */
  take(client: Socket, listenerId: string): void {
    const begun = performance.now();
    const time = new Date().toISOString();
    track(client, this.#sockets);
    // Until it is joined with a pod nobody else hears of its end.
    client.on('error', () => client.destroy());
    const spec = this.#options.cache.get('services', this.#key)?.spec;
    const listener = wantedListeners(spec, this.#options.addressing).find(({ id }) => id === listenerId);
    const target = spec && listener && this.#targetOf(client, listener.kind, spec, listener.port);
    const log = (tries: readonly AccessTry[]) => {
      const milliseconds = performance.now() - begun;
      this.#options.log.record(() => ({ time, via: 'service', route: this.#route, tries, milliseconds }));
    };
    if (target === undefined) {
      client.resetAndDestroy();
      log([]);
      return;
    }
    const { pod, reason, ...place } = target;
    forwardConnection(client, {
      ...place,
      sockets: this.#sockets,
      onOutcome: (failure) => log([{ pod, reason, ...(failure === undefined ? {} : { failure }) }]),
    });
  }

  /** The Service or its endpoints have changed: what is known of clients goes with what it was about. */
  follow(): void {
    const spec = this.#options.cache.get('services', this.#key)?.spec;
    for (const [name, affinity] of this.#affinities) {
      const isThere = spec?.sessionAffinity === 'ClientIP' && spec.ports?.some((port) => (port.name ?? '') === name);
      if (isThere) affinity.keepOnly(eligible(this.#endpointsOf(name)));
      else this.#affinities.delete(name);
    }
  }

  /** The pods' addresses that are ready, over all ports. */
  readyAddresses(): ReadonlySet<string> {
    const ports = this.#options.cache.get('services', this.#key)?.spec?.ports ?? [];
    return new Set(ports.flatMap(({ name }) => this.#endpointsOf(name ?? '').ready.map(({ ip }) => ip)));
  }

  get #route(): string {
    return `${this.#key.namespace}/${this.#key.name}`;
  }

  #endpointsOf(portName: string): ServiceEndpoints {
    const { namespace = 'default', name } = this.#key;
    return endpointsOf(this.#options.cache, namespace, name, portName);
  }

  /** The pod, why it, where it is in truth, and the address that it is to see; undefined where nobody may answer. */
  #targetOf(client: Socket, kind: ListenerKind, spec: ServiceSpec, port: ServicePort) {
    const { addressing, book } = this.#options;
    const from = client.remoteAddress;
    // Gone again already.
    if (from === undefined) return undefined;
    const traffic = trafficOf(kind, spec, from, addressing);
    if (!isLetIn(traffic, spec, from)) return undefined;
    const portName = port.name ?? '';
    const choice = chooseEndpoint(this.#endpointsOf(portName), this.#affineClient(from, spec, portName));
    if (choice === undefined) return undefined;
    const { endpoint, reason } = choice;
    const address = book.resolve(endpoint.ip, endpoint.port);
    if (address === undefined) return undefined;
    const pod = endpoint.pod ?? `${endpoint.ip}:${endpoint.port}`;
    return { pod, reason, address, source: sourceAddress(traffic, spec, from, addressing) };
  }

  #affineClient(address: string, spec: ServiceSpec, portName: string): AffineClient | undefined {
    if (spec.sessionAffinity !== 'ClientIP') return undefined;
    const affinity = this.#affinities.get(portName) ?? new ClientAffinity();
    this.#affinities.set(portName, affinity);
    const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS;
    return { address, affinity, timeoutSeconds };
  }
}
