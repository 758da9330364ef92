import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AccessLog } from '../../access-log/access-log.ts';
import type { TryFaults } from '../../faults/try-fault.ts';
import type { AddressBook, SocketAddress } from '../address-book.ts';
import { listenOnFirst } from '../listen.ts';
import { type HttpProxy, openHttpProxy } from '../proxy/http-proxy.ts';
import type { KeyPair } from '../proxy/tls-certificate.ts';
import { createTlsListener, type TlsListener } from '../proxy/tls-listener.ts';
import { GatewayRouter, type GatewayRouterOptions } from './gateway-router.ts';
import type { ListenerTable } from './route-table.ts';

export interface GatewayPortOptions extends GatewayRouterOptions {
  readonly host: string;
  /** To try in order; 0 is any free one. */
  readonly ports: readonly number[];
  /** Resolves once those are closed that had a port before. */
  readonly freed: Promise<unknown>;
  /** Whether it ends TLS. */
  readonly isSecure: boolean;
  readonly book: AddressBook;
  readonly log: AccessLog;
  readonly faults?: TryFaults;
  failed(error: unknown): void;
}

export type PortState =
  | { readonly type: 'opening' }
  /** The real one. */
  | { readonly type: 'open'; readonly port: number }
  | { readonly type: 'failed'; readonly message: string };

/** A port of a gateway that listens, with all the listeners that share it. */
export class GatewayPort {
  readonly isSecure: boolean;
  readonly #options: GatewayPortOptions;
  readonly #changed: () => void;
  readonly #router: GatewayRouter;
  readonly #proxy: HttpProxy;
  #server: Server | undefined;
  #tls: TlsListener | undefined;
  #defaultCertificate: KeyPair | undefined;
  #listening: Promise<void> = Promise.resolve();
  #state: PortState = { type: 'opening' };

  /** @param changed called once the port is open, or cannot be */
  constructor(options: GatewayPortOptions, changed: () => void) {
    const { book, log, faults, failed } = options;
    this.isSecure = options.isSecure;
    this.#options = options;
    this.#changed = changed;
    this.#router = new GatewayRouter(options);
    const shared = { router: this.#router, via: 'gateway' as const, book, log, failed };
    this.#proxy = openHttpProxy(faults === undefined ? shared : { ...shared, faults });
  }

  get state(): PortState {
    return this.#state;
  }

  /** Sets the listeners, with their routes and certificates; the first time, it begins to listen. */
  update(listeners: readonly ListenerTable[]): void {
    this.#router.update(listeners);
    if (this.isSecure) this.#showByDefault(defaultCertificate(listeners));
    if (this.#server !== undefined) return;
    this.#server =
      this.#tls?.server ?? createServer({ noDelay: true }, (socket) => this.#proxy.serve(socket, { scheme: 'http' }));
    this.#server.on('error', this.#options.failed);
    this.#listening = this.#listen(this.#server).then(this.#changed);
  }

  /** Closes the kept connections to all other pods. */
  keepOnly(addresses: readonly SocketAddress[]): void {
    this.#proxy.keepOnly(addresses);
  }

  async close(): Promise<void> {
    // A server that is not yet listening could not be closed.
    await this.#listening;
    this.#proxy.close();
    if (this.#server?.listening !== true) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#tls?.endConnections();
    await closed;
  }

  #showByDefault(pair: KeyPair | undefined): void {
    if (pair === undefined || pair === this.#defaultCertificate) return;
    this.#defaultCertificate = pair;
    if (this.#tls !== undefined) {
      this.#tls.setDefaultCertificate(pair);
      return;
    }
    this.#tls = createTlsListener({
      defaultCertificate: pair,
      certificateFor: (serverName) => this.#router.certificateFor(serverName),
      serve: (socket, options) => {
        // A listener of protocol HTTPS speaks nothing else.
        if (options.scheme === 'http') socket.destroy();
        else this.#proxy.serve(socket, options);
      },
    });
  }

  async #listen(server: Server): Promise<void> {
    const { host, ports, freed } = this.#options;
    await freed;
    try {
      this.#state = { type: 'open', port: await listenOnFirst(server, host, ports) };
    } catch (error) {
      this.#state = { type: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** What is shown to clients that ask for no server by name: the certificate of the listener that is for any host, if any. */
function defaultCertificate(listeners: readonly ListenerTable[]): KeyPair | undefined {
  const anyHost = listeners.find(({ hostname }) => hostname === undefined);
  return (anyHost ?? listeners[0])?.certificates[0]?.pair;
}
