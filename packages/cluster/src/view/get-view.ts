import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { AppView, ClusterView } from './app-view.ts';
import { assembleApps } from './assemble.ts';
import { takeSnapshot } from './snapshot.ts';

/** All Apps of the namespace, as they are now. What may not be listed is told in `problems`. @throws ClusterError */
export async function getView(cluster: Cluster, { signal }: CallOptions = {}): Promise<ClusterView> {
  const { snapshot, problems } = await takeSnapshot(cluster.api, signal);
  return { context: cluster.context, namespace: cluster.namespace, apps: assembleApps(snapshot), problems };
}

/** One App, as it is now. @throws ClusterError `not-found`, and those of `getView` */
export async function getApp(cluster: Cluster, name: string, options: CallOptions = {}): Promise<AppView> {
  const { apps } = await getView(cluster, options);
  const app = apps.find((candidate) => candidate.name === name);
  if (app === undefined) throw noSuchApp(cluster, name, apps);
  return app;
}

export function noSuchApp(cluster: Cluster, name: string, apps: readonly { readonly name: string }[]): ClusterError {
  const there =
    apps.length === 0 ? 'there is none, so deploy it first' : `there are ${apps.map((app) => app.name).join(', ')}`;
  return new ClusterError('not-found', `No App "${name}" in ${cluster.context} / ${cluster.namespace}: ${there}.`);
}
