import { createServer } from 'node:net';
import type { AccessLog } from '../../access-log/access-log.ts';
import { itself, watchTriggers } from '../../controllers/controller.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import type { TryFaults } from '../../faults/try-fault.ts';
import type { Store, StoreView } from '../../store/store.ts';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import type { Addressing } from '../addressing.ts';
import { listenOnFirst } from '../listen.ts';
import { openHttpProxy } from '../proxy/http-proxy.ts';
import { ExternalNames } from './external-names.ts';
import { createIngressRouter } from './ingress-router.ts';
import { runIngressStatus } from './ingress-status.ts';
import { tellNewWarnings } from './route-warning.ts';
import { buildRoutingTable, type RoutingTable } from './routing-table.ts';

export interface IngressOptions {
  readonly store: Store;
  /** What the routes are made of: as late as its watch may be. Default: the store as it is. */
  readonly cache?: StoreView;
  readonly recorder: EventRecorder;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly log: AccessLog;
  readonly faults?: TryFaults;
}

export interface IngressProxy {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where the port 80 is refused (it needs rights on some systems). */
const SECOND_PORT = 8080;

/** Serves all Ingresses of the lab's class on one address, as ingress-nginx v1.15.1 does. */
export async function runIngress(options: IngressOptions): Promise<IngressProxy> {
  const { store, book, addressing, recorder, log, faults } = options;
  const routes = watchRoutes(options, (addresses) => proxy.keepOnly(addresses));
  const proxy = openHttpProxy({
    router: createIngressRouter(() => routes.table),
    via: 'ingress',
    book,
    log,
    ...(faults && { faults }),
    failed: (error) => recorder.recordOnNode('Warning', 'ProxyError', String(error)),
  });
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    proxy.serve(socket, { scheme: 'http' }),
  );
  const wanted = addressing.port(80);
  const host = addressing.ingress;
  const port = await listenOnFirst(server, host, wanted === 0 ? [0] : [wanted, SECOND_PORT, 0]);
  const status = runIngressStatus(store, recorder, { host, port });
  return {
    host,
    port,
    async close() {
      routes.close();
      status.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      proxy.close();
      await closed;
    },
  };
}

/** A routing table that follows what the ingress hears of the store. */
function watchRoutes(
  { store, cache = store, book, recorder }: IngressOptions,
  keepOnly: (addresses: readonly SocketAddress[]) => void,
) {
  const names = new ExternalNames(() => queue.add({ name: 'table' }));
  const sources = { store: cache, book, names };
  let table: RoutingTable = buildRoutingTable(sources);
  tellNewWarnings(recorder, table.warnings, []);
  const queue = new WorkQueue({
    work: () => {
      const before = table;
      table = buildRoutingTable(sources, before);
      tellNewWarnings(recorder, table.warnings, before.warnings);
      names.keepOnly(new Set(cache.list('services').map(({ spec }) => spec?.externalName ?? '')));
      keepOnly(addressesOf(table, book));
      return undefined;
    },
    // The table before stays in force, as when ingress-nginx cannot load a configuration.
    onError: (_key, error) => recorder.recordOnNode('Warning', 'RoutingError', String(error)),
  });
  const triggers = { ingresses: itself, ingressclasses: itself, services: itself, endpointslices: itself };
  const unwatch = watchTriggers(cache, triggers, () => queue.add({ name: 'table' }));
  return {
    get table() {
      return table;
    },
    close() {
      unwatch();
      names.close();
      queue.close();
    },
  };
}

function addressesOf(table: RoutingTable, book: AddressBook) {
  return [...table.upstreams.values()].flatMap(({ endpoints }) =>
    endpoints.map(({ ip, port }) => book.resolve(ip, port)).filter((address) => address !== undefined),
  );
}
