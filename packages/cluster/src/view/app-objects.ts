import type { Observed } from '../api/objects.ts';
import type { Snapshot } from './snapshot.ts';

/** The objects that make one App. */
export interface AppObjects {
  readonly deployment: Observed<'Deployment'>;
  readonly pods: readonly Observed<'Pod'>[];
  /** Those whose selector matches the Deployment's pods; the one with its name first. */
  readonly services: readonly Observed<'Service'>[];
  /** Those that lead to one of the services. */
  readonly ingresses: readonly Observed<'Ingress'>[];
}

export function appObjects(deployment: Observed<'Deployment'>, snapshot: Snapshot): AppObjects {
  const services = servicesOf(deployment, snapshot);
  const names = new Set(services.map(({ metadata }) => metadata.name));
  return {
    deployment,
    pods: podsOf(deployment, snapshot),
    services,
    ingresses: snapshot.ingresses
      .filter((ingress) => backendsOf(ingress).some((name) => names.has(name)))
      .sort((a, b) => compare(a.metadata.name, b.metadata.name)),
  };
}

/** A Service selects the pods of this Deployment. */
export function selects(service: Observed<'Service'>, deployment: Observed<'Deployment'>): boolean {
  const wanted = Object.entries(service.spec.selector);
  const labels = deployment.spec.template.metadata.labels;
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** Names of all Services that an Ingress leads to. */
export function backendsOf(ingress: Observed<'Ingress'>): readonly string[] {
  const paths = ingress.spec.rules.flatMap(({ http }) => http?.paths ?? []);
  const backends = [ingress.spec.defaultBackend, ...paths.map(({ backend }) => backend)];
  return [...new Set(backends.flatMap((backend) => (backend?.service ? [backend.service.name] : [])))];
}

function servicesOf(deployment: Observed<'Deployment'>, { services }: Snapshot): readonly Observed<'Service'>[] {
  const { name } = deployment.metadata;
  return services
    .filter((service) => selects(service, deployment))
    .sort((a, b) => rank(a, name) - rank(b, name) || compare(a.metadata.name, b.metadata.name));
}

function rank({ metadata }: Observed<'Service'>, name: string): number {
  return metadata.name === name ? 0 : 1;
}

function podsOf(deployment: Observed<'Deployment'>, snapshot: Snapshot): readonly Observed<'Pod'>[] {
  const replicaSets = snapshot.replicaSets.filter(({ metadata }) => isOwnedBy(metadata, deployment.metadata.uid));
  const owners = new Set(replicaSets.map(({ metadata }) => metadata.uid));
  // Who may not list ReplicaSets still sees pods: then the selector alone says whose they are.
  const belongs = snapshot.unseen.has('ReplicaSet')
    ? (pod: Observed<'Pod'>) => matches(deployment.spec.selector.matchLabels, pod.metadata.labels)
    : (pod: Observed<'Pod'>) => pod.metadata.ownerReferences.some(({ uid }) => owners.has(uid));
  return snapshot.pods
    .filter(belongs)
    .sort(
      (a, b) =>
        compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
        compare(a.metadata.name, b.metadata.name),
    );
}

function isOwnedBy(metadata: Observed<'ReplicaSet'>['metadata'], uid: string): boolean {
  return metadata.ownerReferences.some((owner) => owner.controller && owner.uid === uid);
}

function matches(wanted: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
