import type { Socket } from 'node:net';
import type { AccessLog } from '../../access-log/access-log.ts';
import { itself, watchTriggers } from '../../controllers/controller.ts';
import { SERVICE_NAME } from '../../controllers/endpoint-slice.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { ObjectKey, Store, StoreView } from '../../store/store.ts';
import type { AddressBook } from '../address-book.ts';
import type { Addressing } from '../addressing.ts';
import { OpenService } from './open-service.ts';

export interface ServiceProxyOptions {
  /** Where statuses are written. */
  readonly store: Store;
  /** What it has heard of the store: ports and connections follow this. */
  readonly cache: StoreView;
  readonly recorder: EventRecorder;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly log: AccessLog;
}

export interface ServiceProxy {
  /** Closes all ports and breaks off all connections. */
  close(): Promise<void>;
}

/**
 * The lab's kube-proxy, as in iptables mode, and its load balancer: opens and closes the ports of Services, takes each new
 * connection to a pod, and tells the addresses. A connection that has its pod keeps it, whatever becomes of the Service.
 */
export function runServiceProxy(options: ServiceProxyOptions): ServiceProxy {
  const { cache, recorder } = options;
  const services = new Map<string, OpenService>();
  const sockets = new Set<Socket>();
  const onFreed = () => {
    for (const service of services.values()) if (service.isWaiting) void service.sync();
  };
  const queue = new WorkQueue({
    work: (key) => {
      const id = `${key.namespace}/${key.name}`;
      const isGone = cache.get('services', key) === undefined;
      if (isGone && !services.has(id)) return undefined;
      const open = services.get(id) ?? new OpenService(key, options, sockets, onFreed);
      services.set(id, open);
      open.connections.follow();
      void open.sync().then(() => {
        if (cache.get('services', key) === undefined && services.get(id) === open) services.delete(id);
      });
      return undefined;
    },
    onError: (_key, error) => recorder.recordOnNode('Warning', 'ProxyError', String(error)),
  });
  const unwatch = watchTriggers(cache, { services: itself, endpointslices: serviceOf }, (key) => queue.add(key));
  return {
    async close() {
      unwatch();
      queue.close();
      await Promise.all([...services.values()].map((service) => service.close()));
      for (const socket of sockets) socket.destroy();
    },
  };
}

function serviceOf({ metadata }: Stored<'endpointslices'>): readonly ObjectKey[] {
  const name = metadata.labels?.[SERVICE_NAME];
  return name === undefined ? [] : [{ namespace: metadata.namespace, name }];
}
