import type { AppView } from './app-view.ts';
import type { CallOptions } from './call-options.ts';
import type { Cluster } from './connect.ts';
import { ClusterError } from './errors.ts';

export interface WaitOptions extends CallOptions {
  /** Milliseconds. Default 60,000. */
  readonly timeout?: number | undefined;
  readonly onProgress?: ((app: AppView) => void) | undefined;
}

/** Waits until nothing is left in the App's `waitingFor`. @throws ClusterError `not-ready`, `not-found` */
export async function waitUntilReady(_cluster: Cluster, name: string, _options: WaitOptions = {}): Promise<AppView> {
  throw new ClusterError('not-ready', `not built yet: ${name}`);
}
