import type { Store } from '../store/store.ts';

export interface ApiOptions {
  readonly store: Store;
  readonly host: string;
  /** 0 for a free port. */
  readonly port: number;
  /** The bearer token that every request must carry. */
  readonly token: string;
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Log lines of a pod's container: what there is, then, with `follow`, each as it comes until the signal aborts. */
  readonly logs: (pod: { namespace: string; name: string }, options: LogOptions) => AsyncIterable<string>;
  /** Called for `POST /lab/shutdown`. */
  readonly onShutdown: () => void;
}

export interface LogOptions {
  readonly container?: string;
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly timestamps: boolean;
  readonly previous: boolean;
  readonly signal: AbortSignal;
}

export interface Api {
  /** `https://127.77.0.1:6443` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the Kubernetes API of `store` on loopback, with TLS and a token. */
export async function startApi(_options: ApiOptions): Promise<Api> {
  throw new Error('not built yet');
}
