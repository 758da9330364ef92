import type { AppSpec } from '@sticky/manifests';
import { DEFAULT_HEALTH_PATH } from '@sticky/manifests';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import { type AppObjects, appObjects } from '../view/app-objects.ts';
import { noSuchApp } from '../view/get-view.ts';
import { type Snapshot, takeSnapshot } from '../view/snapshot.ts';

export interface FoundApp extends AppObjects {
  /** All else that lives in the namespace. */
  readonly snapshot: Snapshot;
}

/** The objects of one App as they are now. @throws ClusterError `not-found` */
export async function findApp(cluster: Cluster, name: string, signal: AbortSignal | undefined): Promise<FoundApp> {
  const { snapshot } = await takeSnapshot(cluster.api, signal);
  const deployment = snapshot.deployments.find(({ metadata }) => metadata.name === name);
  if (deployment === undefined)
    throw noSuchApp(
      cluster,
      name,
      snapshot.deployments.map(({ metadata }) => metadata),
    );
  return { ...appObjects(deployment, snapshot), snapshot };
}

/** The port that the live Deployment's container declares, if it does. */
export function containerPort({ deployment }: AppObjects): number | undefined {
  return deployment.spec.template.spec.containers.flatMap(({ ports }) => ports)[0]?.containerPort;
}

/** A live App in the words of manifests, for what is rendered to be laid over it. @throws ClusterError `not-possible` without a Service */
export function specOf(app: AppObjects): AppSpec & { readonly serviceType: NonNullable<AppSpec['serviceType']> } {
  const { name } = app.deployment.metadata;
  const service = app.services[0];
  const port = service?.spec.ports[0]?.port;
  if (service === undefined || port === undefined || service.spec.type === 'ExternalName') {
    throw new ClusterError('not-possible', `${name} has no Service that could keep its clients: expose it first.`);
  }
  return {
    name,
    image: app.deployment.spec.template.spec.containers[0]?.image ?? '',
    replicas: app.deployment.spec.replicas,
    port,
    healthPath: DEFAULT_HEALTH_PATH,
    serviceType: service.spec.type,
  };
}
