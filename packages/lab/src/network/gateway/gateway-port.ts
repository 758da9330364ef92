import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AccessLog } from '../../access-log/access-log.ts';
import type { TryFaults } from '../../faults/try-fault.ts';
import type { AddressBook } from '../address-book.ts';
import { listenOnFirst } from '../listen.ts';
import { type HttpProxy, openHttpProxy } from '../proxy/http-proxy.ts';
import { GatewayRouter, type GatewayRouterOptions } from './gateway-router.ts';

export interface GatewayPortOptions extends GatewayRouterOptions {
  readonly host: string;
  /** To try in order; 0 is any free one. */
  readonly ports: readonly number[];
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
  readonly router: GatewayRouter;
  readonly proxy: HttpProxy;
  readonly #server: Server;
  readonly #listening: Promise<void>;
  #state: PortState = { type: 'opening' };

  /** @param changed called once the port is open, or cannot be */
  constructor(options: GatewayPortOptions, changed: () => void) {
    const { host, ports, book, log, faults, failed } = options;
    this.router = new GatewayRouter(options);
    this.proxy = openHttpProxy({
      router: this.router,
      via: 'gateway',
      book,
      log,
      failed,
      ...(faults ? { faults } : {}),
    });
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      this.proxy.serve(socket, { scheme: 'http' });
    });
    this.#server.on('error', failed);
    this.#listening = this.#listen(host, ports).then(changed);
  }

  get state(): PortState {
    return this.#state;
  }

  async close(): Promise<void> {
    // A server that is not yet listening could not be closed.
    await this.#listening;
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.proxy.close();
      await closed;
    } else this.proxy.close();
  }

  async #listen(host: string, ports: readonly number[]): Promise<void> {
    try {
      this.#state = { type: 'open', port: await listenOnFirst(this.#server, host, ports) };
    } catch (error) {
      this.#state = { type: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }
}
