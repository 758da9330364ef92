import type { Observed } from '../api/objects.ts';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import type { ObjectRef, Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { backendsOf, selects } from '../view/app-objects.ts';
import { findApp } from './find-app.ts';

/**
 * Deletes what belongs to the App alone: its Deployment, the Services that select no other Deployment's pods, and the
 * Ingresses that lead nowhere else. The plan's notes name what stays, and why.
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
  const othersAt = (service: Observed<'Service'>) => others.filter((other) => selects(service, other)).map(nameOf);
  const own = services.filter((service) => othersAt(service).length === 0);
  const names = new Set(own.map(nameOf));
  const elsewhere = (ingress: Observed<'Ingress'>) => backendsOf(ingress).filter((backend) => !names.has(backend));
  const dead = ingresses.filter((ingress) => elsewhere(ingress).length === 0);
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
  const notes = [
    ...services
      .filter((service) => !own.includes(service))
      .map((service) => `Service ${nameOf(service)} stays: it also selects the pods of ${listed(othersAt(service))}.`),
    ...ingresses
      .filter((ingress) => !dead.includes(ingress))
      .map((ingress) => `Ingress ${nameOf(ingress)} stays: it also leads to Service ${listed(elsewhere(ingress))}.`),
  ];
  return preview(cluster, { title, app: name, remove: refs, notes }, signal);
}

function nameOf({ metadata }: { readonly metadata: { readonly name: string } }): string {
  return metadata.name;
}

function listed(names: readonly string[]): string {
  return names.join(' and ');
}
