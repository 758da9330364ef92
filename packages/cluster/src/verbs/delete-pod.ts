import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { getView } from '../view/get-view.ts';

/** Deletes one pod of an App; its ReplicaSet replaces it. @throws ClusterError `not-found`, which names the pods there are */
export async function deletePod(
  cluster: Cluster,
  { pod: name }: { readonly pod: string },
  { signal }: CallOptions = {},
): Promise<Plan> {
  const { apps } = await getView(cluster, { signal });
  for (const app of apps) {
    const pod = app.pods.find((candidate) => candidate.name === name);
    if (pod === undefined) continue;
    const remove = [{ apiVersion: 'v1', kind: 'Pod', name, uid: pod.uid }];
    return preview(cluster, { title: `Delete pod ${name} of ${app.name}`, app: app.name, remove }, signal);
  }
  const known = apps.flatMap(({ pods }) => pods.map((pod) => pod.name));
  const there = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
  throw new ClusterError(
    'not-found',
    `No pod "${name}" of an App in ${cluster.context} / ${cluster.namespace}: ${there}.`,
  );
}
