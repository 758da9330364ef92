import type { ServiceEndpoint } from '../endpoints.ts';

/** Kubernetes' default for `sessionAffinityConfig.clientIP.timeoutSeconds`. */
export const DEFAULT_AFFINITY_SECONDS = 10_800;

/**
 * `sessionAffinity: ClientIP` of one port of a Service: which endpoint each source address was given last, whichever of
 * the Service's addresses it came to. As kube-proxy's iptables mode, which keeps a list of recent addresses for each
 * endpoint (`-m recent --rcheck --seconds N --reap`, and `--set` on each new connection): so each new connection counts as
 * use and open ones do not, a changed timeout holds for the clients already known, and the list of an endpoint goes
 * with it. The list of a Linux kernel holds 100 addresses unless it is told otherwise; the lab's holds all.
 */
export class ClientAffinity {
  readonly #clients = new Map<string, { readonly endpoint: ServiceEndpoint; readonly lastUsed: number }>();

  /** The client's endpoint, when the client was here within the timeout and the endpoint is still one to choose. */
  find(
    client: string,
    choice: readonly ServiceEndpoint[],
    timeoutSeconds: number,
    now = Date.now(),
  ): ServiceEndpoint | undefined {
    const known = this.#clients.get(client);
    if (known === undefined || now - known.lastUsed > timeoutSeconds * 1000) return undefined;
    return choice.find((endpoint) => isSame(endpoint, known.endpoint));
  }

  /** A new connection of the client goes to the endpoint. Clients that are silent for too long are forgotten. */
  remember(client: string, endpoint: ServiceEndpoint, timeoutSeconds: number, now = Date.now()): void {
    // Set anew, so that the map stays in the order of use and the silent ones are at its front.
    this.#clients.delete(client);
    this.#clients.set(client, { endpoint, lastUsed: now });
    for (const [address, { lastUsed }] of this.#clients) {
      if (now - lastUsed <= timeoutSeconds * 1000) break;
      this.#clients.delete(address);
    }
  }

  /** Forgets the clients of all other endpoints, also should those come back. */
  keepOnly(endpoints: readonly ServiceEndpoint[]): void {
    for (const [client, known] of this.#clients) {
      if (!endpoints.some((endpoint) => isSame(endpoint, known.endpoint))) this.#clients.delete(client);
    }
  }
}

function isSame(one: ServiceEndpoint, other: ServiceEndpoint): boolean {
  return one.ip === other.ip && one.port === other.port;
}
