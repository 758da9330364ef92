import type { ServiceEndpoint } from '../endpoints.ts';

/** Kubernetes' default for `sessionAffinityConfig.clientIP.timeoutSeconds`. */
export const DEFAULT_AFFINITY_SECONDS = 10_800;

/** `sessionAffinity: ClientIP`: which endpoint each source address was given, until it is silent for too long. */
export class ClientAffinity {
  readonly #timeoutMs: number;
  readonly #clients = new Map<string, { readonly endpoint: ServiceEndpoint; readonly lastUsed: number }>();

  constructor(timeoutSeconds: number) {
    this.#timeoutMs = timeoutSeconds * 1000;
  }

  /** The client's endpoint, when it is still among those that may be chosen. Counts as use. */
  find(client: string, choice: readonly ServiceEndpoint[], now = Date.now()): ServiceEndpoint | undefined {
    const known = this.#clients.get(client);
    if (known === undefined || now - known.lastUsed >= this.#timeoutMs) return undefined;
    const endpoint = choice.find(({ ip, port }) => ip === known.endpoint.ip && port === known.endpoint.port);
    if (endpoint !== undefined) this.remember(client, endpoint, now);
    return endpoint;
  }

  remember(client: string, endpoint: ServiceEndpoint, now = Date.now()): void {
    // Set anew, so that the map stays in the order of use and the silent ones are at its front.
    this.#clients.delete(client);
    this.#clients.set(client, { endpoint, lastUsed: now });
    for (const [address, { lastUsed }] of this.#clients) {
      if (now - lastUsed < this.#timeoutMs) break;
      this.#clients.delete(address);
    }
  }
}
