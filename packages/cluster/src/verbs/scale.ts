import { fieldError } from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import { extractApplied, overlay } from '../plan/applied-configuration.ts';
import type { Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { findApp } from './find-app.ts';
import { liveObject } from './live-object.ts';

/** Changes how many pods an App has, and nothing else. @throws ClusterError `not-found`, `not-possible` */
export async function scale(
  cluster: Cluster,
  { name, replicas }: { readonly name: string; readonly replicas: number },
  { signal }: CallOptions = {},
): Promise<Plan> {
  const wrong = fieldError('replicas', String(replicas));
  if (wrong !== undefined) throw new ClusterError('not-possible', wrong);
  const { deployment } = await findApp(cluster, name, signal);
  const live = await liveObject(cluster, { kind: 'Deployment', name }, signal);
  return preview(
    cluster,
    {
      title: `Scale ${name} from ${deployment.spec.replicas} to ${replicas} ${replicas === 1 ? 'pod' : 'pods'}`,
      app: name,
      apply: [overlay(extractApplied(live), { spec: { replicas } })],
    },
    signal,
  );
}
