import type { CallOptions } from './call-options.ts';
import type { Cluster } from './connect.ts';

export interface LogOptions extends CallOptions {
  /** The last so many lines. Default 200. */
  readonly tailLines?: number | undefined;
}

/** What a pod's container has written. @throws ClusterError `not-found`, `rejected` */
export async function readLogs(_cluster: Cluster, _pod: string, _options: LogOptions = {}): Promise<string> {
  return '';
}
