import type { CallOptions } from './call-options.ts';
import type { Cluster } from './connect.ts';

export interface LogOptions extends CallOptions {
  /** The last so many lines. Default 200. */
  readonly tailLines?: number | undefined;
}

const DEFAULT_LINES = 200;

/** What a pod has written. @throws ClusterError `not-found`, `rejected` when it has not started yet */
export async function readLogs(cluster: Cluster, pod: string, options: LogOptions = {}): Promise<string> {
  return cluster.api.log(pod, options.tailLines ?? DEFAULT_LINES, options.signal);
}
