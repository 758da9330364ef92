import type { ClusterView } from './app-view.ts';
import type { CallOptions } from './call-options.ts';
import type { Cluster } from './connect.ts';
import { ClusterError } from './errors.ts';

export interface ObserveOptions extends CallOptions {
  /** Called with a new view after every change, changes of one moment together. */
  readonly onChange: (view: ClusterView) => void;
}

export interface Observation {
  /** The view as it is now. */
  readonly view: ClusterView;
  close(): Promise<void>;
}

/** A live view that heals itself. Resolves when the first view is complete. */
export async function observe(_cluster: Cluster, _options: ObserveOptions): Promise<Observation> {
  throw new ClusterError('unreachable', 'not built yet');
}
