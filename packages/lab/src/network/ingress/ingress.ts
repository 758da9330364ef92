import { createServer, type Server } from 'node:net';
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
import { createTlsListener } from '../proxy/tls-listener.ts';
import { watchCertificates } from './certificates.ts';
import { ExternalNames } from './external-names.ts';
import { createFakeCertificate } from './fake-certificate.ts';
import { IngressReadings } from './ingress-readings.ts';
import { createIngressRouter } from './ingress-router.ts';
import { runIngressStatus } from './ingress-status.ts';
import { refusePlainHttp } from './plain-http-on-https.ts';
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
  readonly httpsPort: number;
  close(): Promise<void>;
}

/** The ports to listen on, and those where the first are refused (they need rights on some systems). */
const HTTP_PORTS = [80, 8080] as const;
const HTTPS_PORTS = [443, 8443] as const;

/** Serves all Ingresses of the lab's class on one address, as ingress-nginx v1.15.1 does. */
export async function runIngress(options: IngressOptions): Promise<IngressProxy> {
  const { store, cache = store, book, addressing, recorder, log, faults } = options;
  const host = addressing.ingress;
  const defaultCertificate = await createFakeCertificate();
  const certificates = watchCertificates(cache, recorder);
  const routes = watchRoutes(options, (addresses) => proxy.keepOnly(addresses));
  const failed = (error: unknown) => recorder.recordOnNode('Warning', 'ProxyError', String(error));
  const https = { isConfigured: certificates.isConfigured, port: 0 };
  const proxy = openHttpProxy({
    router: refusePlainHttp(
      createIngressRouter(() => routes.table, https),
      https,
    ),
    via: 'ingress',
    book,
    log,
    ...(faults && { faults }),
    failed,
  });
  const plain = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    proxy.serve(socket, { scheme: 'http' }),
  );
  const { certificateFor } = certificates;
  const secure = createTlsListener({ defaultCertificate, certificateFor, serve: proxy.serve });
  const close = async () => {
    routes.close();
    certificates.close();
    const closed = [plain, secure.server].map(closeServer);
    proxy.close();
    secure.endConnections();
    await Promise.all(closed);
  };
  try {
    const port = await listenOnFirst(plain, host, portsToTry(addressing, HTTP_PORTS));
    https.port = await listenOnFirst(secure.server, host, portsToTry(addressing, HTTPS_PORTS));
    // From here on it is about connections, such as too many of them for the system.
    for (const server of [plain, secure.server]) server.on('error', failed);
    const status = runIngressStatus(store, recorder, { host, port, httpsPort: https.port });
    return {
      host,
      port,
      httpsPort: https.port,
      async close() {
        status.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function portsToTry(addressing: Addressing, [usual, second]: readonly [number, number]): number[] {
  const wanted = addressing.port(usual);
  return wanted === 0 ? [0] : [wanted, second, 0];
}

/** Resolves when its connections have ended, too. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A routing table that follows what the ingress hears of the store. */
function watchRoutes(
  { store, cache = store, book, recorder }: IngressOptions,
  keepOnly: (addresses: readonly SocketAddress[]) => void,
) {
  const names = new ExternalNames(() => queue.add({ name: 'table' }));
  const sources = { store: cache, book, names, readings: new IngressReadings() };
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
