import { ClusterError } from './errors.ts';

export interface ConnectOptions {
  /** Path of one kubeconfig. Default: `$KUBECONFIG` (a list), else `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  readonly context: string;
  /** Default: the context's own, else `default`. */
  readonly namespace?: string | undefined;
  /** Milliseconds until the server must have answered. Default 10,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One context and one namespace, pinned together: everything done with it happens there. */
export interface Cluster {
  readonly context: string;
  readonly namespace: string;
  /** `https://127.77.0.1:6443` */
  readonly server: string;
  /** `v1.34.0` */
  readonly version: string;
  /** Whether this is Sticky's own lab. */
  readonly lab: boolean;
  /** Ends every connection, watches too. Idempotent. */
  close(): Promise<void>;
}

/** Opens a context. @throws ClusterError */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  throw new ClusterError('unreachable', `not built yet: ${options.context}`);
}
