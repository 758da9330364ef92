import type { Sample } from './sample.ts';
import type { Target } from './target.ts';

export interface ClientsOptions {
  /** How many clients, each with its own jar. */
  readonly count: number;
  /** JSON pointer to the backend's name. Default `/uuid`. */
  readonly identity?: string;
  readonly timeout?: number;
}

/** Clients with a jar each, every request on a new connection: what a drill keeps asking with while the cluster is disturbed. */
export interface Clients {
  /** Sends one request as client `session` (0-based). Never rejects for what the network does: a failure is a Sample. */
  request(session: number, signal?: AbortSignal): Promise<Sample>;
  close(): Promise<void>;
}

export function openClients(_target: Target, _options: ClientsOptions): Clients {
  return { request: () => Promise.reject(new Error('not built yet')), close: () => Promise.resolve() };
}
