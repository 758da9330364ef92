import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AccessLog } from '../../access-log/access-log.ts';
import { itself, watchTriggers } from '../../controllers/controller.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import { WorkQueue } from '../../controllers/work-queue.ts';
import type { Store, StoreView } from '../../store/store.ts';
import type { AddressBook } from '../address-book.ts';
import type { Addressing } from '../addressing.ts';
import { listenOnFirst } from '../listen.ts';
import { answerError } from './error-page.ts';
import { forward } from './forward.ts';
import { pairs } from './headers.ts';
import { runIngressStatus } from './ingress-status.ts';
import { PodConnections } from './pod-connections.ts';
import { findLocation, hostName, routingPath } from './route-request.ts';
import { buildRoutingTable, type RoutingTable } from './routing-table.ts';
import { hasBody } from './tries.ts';
import { answerAndClose, forwardUpgrade } from './upgrade.ts';

export interface IngressOptions {
  readonly store: Store;
  /** What the routes are made of: as late as its watch may be. Default: the store as it is. */
  readonly cache?: StoreView;
  readonly recorder: EventRecorder;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly log: AccessLog;
}

export interface IngressProxy {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where the port 80 is refused (it needs rights on some systems). */
const SECOND_PORT = 8080;
/** nginx's default for `client_header_timeout`. */
const HEAD_TIMEOUT_MS = 60_000;

/** Serves all Ingresses of the lab's class on one address, as ingress-nginx v1.15.1 does. */
export async function runIngress(options: IngressOptions): Promise<IngressProxy> {
  const { store, book, addressing, recorder } = options;
  const connections = new PodConnections();
  const routes = watchRoutes(options, connections);
  const upstreams = () => routes.table.upstreams;
  const sockets = new Set<Duplex>();
  const tell = (error: unknown) => recorder.recordOnNode('Warning', 'ProxyError', String(error));
  // Requests may last as long as they want, as in nginx; only the head of one must come in time.
  const limits = { keepAliveTimeout: 75_000, requestTimeout: 0, headersTimeout: HEAD_TIMEOUT_MS };
  // A request with a body is sent as one that asks for no upgrade (`curl --http2 -d`): nobody would read its body else.
  const shouldUpgradeCallback = (request: IncomingMessage) => !hasBody(request);
  const server = createServer({ ...limits, shouldUpgradeCallback, noDelay: true }, (request, response) => {
    const routing = routingOf(request);
    if (routing === undefined) return answerError(response, 400);
    const location = findLocation(routes.table, routing.host, routing.path);
    if (location === undefined) return answerError(response, 404);
    forward(request, response, { book, connections, location, upstreams }).catch((error: unknown) => {
      tell(error);
      answerError(response, 502);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    // From here on the socket is ours, also its errors: a client that goes away ends no more than its own connection.
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    const routing = routingOf(request);
    if (routing === undefined || hasBody(request)) return answerAndClose(socket, 400);
    const location = findLocation(routes.table, routing.host, routing.path);
    if (location === undefined) return answerAndClose(socket, 404);
    forwardUpgrade(request, socket, head, { book, location, upstreams }).catch((error: unknown) => {
      tell(error);
      socket.destroy();
    });
  });
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
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await connections.close();
      await closed;
    },
  };
}

/** Undefined for a request that nginx answers with 400. Two Host headers are how one request is smuggled in another. */
function routingOf(request: IncomingMessage): { host: string; path: string } | undefined {
  const hosts = pairs(request.rawHeaders).filter(([name]) => name.toLowerCase() === 'host');
  const path = routingPath(request.url ?? '');
  if (hosts.length > 1 || path === undefined) return undefined;
  const authority = /^https?:\/\/([^/?#]+)/i.exec(request.url ?? '')?.[1];
  return { host: hostName(authority ?? request.headers.host), path };
}

/** A routing table that follows what the ingress hears of the store. */
function watchRoutes({ store, cache = store, book, recorder }: IngressOptions, connections: PodConnections) {
  let table: RoutingTable = buildRoutingTable(cache);
  const queue = new WorkQueue({
    work: () => {
      table = buildRoutingTable(cache, table);
      connections.keepOnly(addressesOf(table, book));
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
      queue.close();
    },
  };
}

function addressesOf(table: RoutingTable, book: AddressBook) {
  return [...table.upstreams.values()].flatMap(({ endpoints }) =>
    endpoints.map(({ ip, port }) => book.resolve(ip, port)).filter((address) => address !== undefined),
  );
}
