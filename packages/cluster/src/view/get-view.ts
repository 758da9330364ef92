import type { AppView, ClusterView } from '../app-view.ts';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';

/** All Apps of the namespace, as they are now. */
export async function getView(_cluster: Cluster, _options: CallOptions = {}): Promise<ClusterView> {
  throw new ClusterError('unreachable', 'not built yet');
}

/** One App, as it is now. @throws ClusterError `not-found` */
export async function getApp(_cluster: Cluster, name: string, _options: CallOptions = {}): Promise<AppView> {
  throw new ClusterError('not-found', `not built yet: ${name}`);
}
