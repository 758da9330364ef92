import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import type { ObjectRef, Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { backendsOf, selects } from '../view/app-objects.ts';
import { findApp } from './find-app.ts';

/**
 * Deletes what belongs to the App alone: its Deployment, the Services that select no other Deployment's pods, and the
 * Ingresses that lead nowhere else.
 *
 * @throws ClusterError `not-found`
 */
export async function remove(
  cluster: Cluster,
  { name }: { readonly name: string },
  { signal }: CallOptions = {},
): Promise<Plan> {
  const { deployment, services, ingresses, snapshot } = await findApp(cluster, name, signal);
  const others = snapshot.deployments.filter(({ metadata }) => metadata.uid !== deployment.metadata.uid);
  const own = services.filter((service) => !others.some((other) => selects(service, other)));
  const names = new Set(own.map(({ metadata }) => metadata.name));
  const dead = ingresses.filter((ingress) => backendsOf(ingress).every((backend) => names.has(backend)));
  // From the outside in: nothing routes to what is already gone.
  const refs: ObjectRef[] = [
    ...dead.map(({ metadata }) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      name: metadata.name,
      uid: metadata.uid,
    })),
    ...own.map(({ metadata }) => ({ apiVersion: 'v1', kind: 'Service', name: metadata.name, uid: metadata.uid })),
    { apiVersion: 'apps/v1', kind: 'Deployment', name, uid: deployment.metadata.uid },
  ];
  const title = `Remove ${name}: ${refs.map((ref) => `${ref.kind} ${ref.name}`).join(', ')}`;
  return preview(cluster, { title, app: name, remove: refs }, signal);
}
