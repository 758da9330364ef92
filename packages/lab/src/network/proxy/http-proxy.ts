import type { Socket } from 'node:net';
import type { AccessEntry } from '../../access-log/access-entry.ts';
import type { AccessLog } from '../../access-log/access-log.ts';
import type { TryFaults } from '../../faults/try-fault.ts';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import { ClientConnection, type ClientConnectionOptions } from './client-connection.ts';
import type { SwitchedSide } from './client-side.ts';
import { Exchange, type ExchangeContext } from './exchange.ts';
import { entryOfRefusal } from './exchange-record.ts';
import { Http2Connection, putBackPreface } from './http2-connection.ts';
import { BodyMemory } from './kept-body.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { PodPool } from './pod-pool.ts';
import type { Router } from './route.ts';
import { openTunnel, type Tunnel } from './tunnel.ts';

export interface HttpProxyOptions {
  readonly router: Router;
  /** Who records, in the access log. */
  readonly via: AccessEntry['via'];
  /** Where pods are in truth. */
  readonly book: AddressBook;
  readonly log: AccessLog;
  readonly faults?: TryFaults;
  readonly limits?: Partial<Limits>;
  /** Told of errors of ours and of the router's: a client sees 500 or a closed connection, and all others see nothing. */
  failed(error: unknown): void;
}

/** What is known of a connection before the first byte of HTTP. */
export interface ServeOptions {
  readonly scheme: 'http' | 'https';
  /** The name that the client asked for in TLS. */
  readonly serverName?: string | undefined;
  /** What was agreed on in TLS. Without, HTTP/1.x, or HTTP/2 of a client that knows that it may. */
  readonly protocol?: 'http/1.1' | 'h2';
}

/** Serves clients' connections: each request goes where the router says. */
export interface HttpProxy {
  /** Takes over a connection, whose TLS, if any, is done. */
  serve(socket: Socket, options: ServeOptions): void;
  /** Closes the kept connections to all other pods, and those in use after their answer. */
  keepOnly(addresses: readonly SocketAddress[]): void;
  /** Ends everything that is open, at once. */
  close(): void;
}

export function openHttpProxy(options: HttpProxyOptions): HttpProxy {
  const { router, via, book, log, faults, failed } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const pool = new PodPool(failed);
  const open = new Set<{ close(): void }>();
  const tunnels = new Map<Tunnel, SocketAddress>();
  const unfollow = faults?.followCutOff?.((pods) => {
    const isCutOff = (address: SocketAddress) => [...pods].some((ip) => book.isOf(ip, address));
    pool.silence(isCutOff);
    for (const [tunnel, address] of tunnels) tunnel.silence(isCutOff(address));
  });
  const context: ExchangeContext = {
    router,
    via,
    pool,
    bodyMemory: new BodyMemory(limits.keptBodies),
    failed,
    resolve: ({ endpoint }) => book.resolve(endpoint.ip, endpoint.port),
    faultFor: (host, { endpoint }) => faults?.forTry(host, endpoint),
    whenReachable({ endpoint }, reachable) {
      const unfollow = faults?.followCutOff?.((pods) => {
        if (pods.has(endpoint.ip)) return;
        unfollow?.();
        reachable();
      });
      return () => unfollow?.();
    },
    record: (entry) => log.record(entry),
    tunnel(client, pod, idleTimeout, closed) {
      const { remoteAddress: host = '', remotePort: port = 0 } = pod.socket;
      const tunnel = openTunnel({
        client,
        pod,
        idleTimeout,
        closed() {
          open.delete(tunnel);
          tunnels.delete(tunnel);
          closed();
        },
      });
      open.add(tunnel);
      tunnels.set(tunnel, { host, port });
    },
  };
  let isClosed = false;
  return {
    serve(socket, { scheme, serverName, protocol }) {
      const { remoteAddress, remotePort, localPort } = socket;
      // It may be gone before anybody has looked at it.
      if (isClosed || remoteAddress === undefined || remotePort === undefined || localPort === undefined) {
        socket.destroy();
        return;
      }
      let connection: ClientConnection | Http2Connection | undefined;
      const shared: ClientConnectionOptions = {
        socket,
        facts: { scheme, serverName, localPort, client: { address: remoteAddress, port: remotePort } },
        limits,
        failed,
        exchange: (client) => new Exchange(client, context),
        refused(status) {
          const entry = entryOfRefusal(via, status);
          log.record(() => entry);
        },
        ended: () => connection !== undefined && open.delete(connection),
      };
      const openHttp2 = () => {
        socket.allowHalfOpen = false;
        connection = new Http2Connection(shared);
        open.add(connection);
      };
      if (protocol === 'h2') {
        openHttp2();
        return;
      }
      socket.allowHalfOpen = true;
      const http2 = ({ early }: SwitchedSide) => {
        putBackPreface(socket, early);
        openHttp2();
      };
      connection = new ClientConnection({ ...shared, ...(protocol === undefined && scheme === 'http' && { http2 }) });
      open.add(connection);
    },
    keepOnly: (addresses) => pool.keepOnly(addresses),
    close() {
      isClosed = true;
      unfollow?.();
      for (const one of open) one.close();
      pool.close();
    },
  };
}
