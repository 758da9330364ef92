import { Api } from './api/api.ts';
import { Connection } from './api/connection.ts';
import { resolveContext } from './kubeconfig/contexts.ts';

export interface ConnectOptions {
  /** Path of one kubeconfig. Default: `$KUBECONFIG` (a list), else `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  readonly context: string;
  /** Default: the context's own, else `default`. */
  readonly namespace?: string | undefined;
  /** Milliseconds that the server may take for an answer. Default 10,000 for the first one, 15,000 for all others. */
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
  /** What this package speaks to the server through; not for others. */
  readonly api: Api;
  /** Ends every connection, watches too. Idempotent. */
  close(): Promise<void>;
}

const FIRST_TIMEOUT = 10_000;
/** The lab says so in its version, as distributions do (`v1.34.0+k3s1`). */
const LAB_VERSION = '+sticky-lab';

/**
 * Opens a context: runs its login where it has one, and asks the server for its version.
 *
 * @throws ClusterError `kubeconfig-missing`, `kubeconfig-invalid`, `context-unknown`, `login-failed`, `unreachable`,
 * `unauthorized`, `forbidden`, `aborted`
 */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  const resolved = resolveContext(options.kubeconfig, options.context);
  const namespace = options.namespace ?? resolved.namespace;
  const connection = await Connection.of({ ...resolved, namespace }, options.timeout);
  const api = new Api(connection, namespace);
  try {
    const version = await api.version(options.timeout ?? FIRST_TIMEOUT, options.signal);
    return {
      context: resolved.name,
      namespace,
      server: resolved.cluster.server,
      version,
      lab: version.includes(LAB_VERSION),
      api,
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
