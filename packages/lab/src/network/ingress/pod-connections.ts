import { Pool } from 'undici';
import type { SocketAddress } from '../address-book.ts';

/** The defaults of ingress-nginx: proxy-connect-timeout 5 s, proxy-read-timeout 60 s. */
const CONNECT_TIMEOUT_MS = 5_000;
export const READ_TIMEOUT_MS = 60_000;

/** Kept connections to pods, a pool for each address. */
export class PodConnections {
  readonly #pools = new Map<string, Pool>();

  to({ host, port }: SocketAddress): Pool {
    const origin = `http://${host}:${port}`;
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: READ_TIMEOUT_MS,
      bodyTimeout: READ_TIMEOUT_MS,
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Closes the connections to all other addresses, each when what flows on it is done. */
  keepOnly(addresses: readonly SocketAddress[]): void {
    const kept = new Set(addresses.map(({ host, port }) => `http://${host}:${port}`));
    for (const [origin, pool] of this.#pools) {
      if (kept.has(origin)) continue;
      this.#pools.delete(origin);
      pool.close().catch(() => pool.destroy());
    }
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
}
