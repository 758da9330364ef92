import type { SocketAddress } from '../address-book.ts';
import { PodConnection } from './pod-connection.ts';

/** As ingress-nginx's `upstream-keepalive-connections`. */
const MOST_IDLE = 320;

/** The connections to pods, and those kept for requests to come. */
export class PodPool {
  readonly #failed: (error: unknown) => void;
  readonly #all = new Set<PodConnection>();
  /** By `host:port`, the one used last at the end. */
  readonly #idle = new Map<string, PodConnection[]>();
  #kept: ReadonlySet<string> | undefined;

  /** @param failed told of errors of ours */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** A connection that is kept, else a new one. */
  take(address: SocketAddress): PodConnection {
    const idle = this.#idle.get(keyOf(address))?.pop();
    if (idle !== undefined) return idle;
    const connection = new PodConnection(address, {
      released: (released) => this.#keep(released),
      closed: (closed) => this.#drop(closed),
      failed: this.#failed,
    });
    this.#all.add(connection);
    return connection;
  }

  hasIdle(address: SocketAddress): boolean {
    return (this.#idle.get(keyOf(address))?.length ?? 0) > 0;
  }

  /** Closes the connections to all other addresses, each when what flows on it is done. */
  keepOnly(addresses: readonly SocketAddress[]): void {
    const kept = new Set(addresses.map(keyOf));
    this.#kept = kept;
    for (const [key, idle] of this.#idle) {
      if (kept.has(key)) continue;
      this.#idle.delete(key);
      for (const connection of idle) connection.destroy();
    }
  }

  /** Connections to these addresses are silent from now on, the others no longer. */
  silence(isCutOff: (address: SocketAddress) => boolean): void {
    for (const connection of this.#all) connection.silence(isCutOff(connection.address));
  }

  close(): void {
    this.#kept = new Set();
    for (const connection of this.#all) connection.destroy();
  }

  #keep(connection: PodConnection): boolean {
    const key = keyOf(connection.address);
    if (this.#kept?.has(key) === false) return false;
    const idle = this.#idle.get(key);
    if (idle === undefined) this.#idle.set(key, [connection]);
    else if (idle.length < MOST_IDLE) idle.push(connection);
    else return false;
    return true;
  }

  #drop(connection: PodConnection): void {
    this.#all.delete(connection);
    const key = keyOf(connection.address);
    const idle = this.#idle.get(key);
    if (idle === undefined) return;
    const index = idle.indexOf(connection);
    if (index >= 0) idle.splice(index, 1);
    if (idle.length === 0) this.#idle.delete(key);
  }
}

function keyOf({ host, port }: SocketAddress): string {
  return `${host}:${port}`;
}
