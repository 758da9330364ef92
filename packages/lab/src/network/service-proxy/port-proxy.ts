import { randomInt } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressBook } from '../address-book.ts';
import type { ServiceEndpoint, ServiceEndpoints } from '../endpoints.ts';
import { listenOnFirst } from '../listen.ts';
import { ClientAffinity } from './client-affinity.ts';

export interface PortProxyOptions {
  readonly host: string;
  /** Tried in order; 0 is any free port. */
  readonly ports: readonly number[];
  readonly book: AddressBook;
  /** Asked for each connection. */
  readonly endpoints: () => ServiceEndpoints;
  /** `sessionAffinity: ClientIP` with this timeout; without it each connection is on its own. */
  readonly affinitySeconds: number | undefined;
}

/**
 * One port of a Service: hands each connection to an endpoint chosen at random, as kube-proxy's iptables rules do, and
 * knows nothing of what flows through it. Without an endpoint the connection is reset.
 */
export class PortProxy {
  readonly port: number;
  readonly host: string;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(server: Server, sockets: ReadonlySet<Socket>, host: string, port: number) {
    this.#server = server;
    this.#sockets = sockets;
    this.host = host;
    this.port = port;
  }

  /** @throws the system's error when no port can be had */
  static async open(options: PortProxyOptions): Promise<PortProxy> {
    const sockets = new Set<Socket>();
    const affinity = options.affinitySeconds === undefined ? undefined : new ClientAffinity(options.affinitySeconds);
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
      forward(client, choose(client, options, affinity), options.book, sockets);
    });
    const port = await listenOnFirst(server, options.host, options.ports);
    return new PortProxy(server, sockets, options.host, port);
  }

  /** Stops listening and breaks off what flows. Resolves when the port is free. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function choose(
  client: Socket,
  { endpoints }: PortProxyOptions,
  affinity: ClientAffinity | undefined,
): ServiceEndpoint | undefined {
  const { ready, draining } = endpoints();
  const choice = ready.length > 0 ? ready : draining;
  const address = client.remoteAddress ?? '';
  const known = affinity?.find(address, choice);
  if (known !== undefined) return known;
  const picked = choice.length === 0 ? undefined : choice[randomInt(choice.length)];
  if (picked !== undefined) affinity?.remember(address, picked);
  return picked;
}

function forward(client: Socket, endpoint: ServiceEndpoint | undefined, book: AddressBook, sockets: Set<Socket>): void {
  track(client, sockets);
  const address = endpoint === undefined ? undefined : book.resolve(endpoint.ip, endpoint.port);
  if (address === undefined) {
    client.resetAndDestroy();
    return;
  }
  const backend = connect({ ...address, allowHalfOpen: true, noDelay: true });
  track(backend, sockets);
  // A reset on one side is a reset on the other; the error itself is the peers' business.
  client.on('error', () => backend.resetAndDestroy());
  backend.on('error', () => client.resetAndDestroy());
  client.on('close', () => backend.destroy());
  backend.on('close', () => client.destroy());
  backend.once('connect', () => {
    client.pipe(backend);
    backend.pipe(client);
  });
}

function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}
