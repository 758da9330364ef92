import { matches } from '../../resources/label-selector.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { controllerOf, controllerReference, isControlledBy } from '../owner-references.ts';
import { POD_TEMPLATE_HASH, podTemplateHash, sameTemplate } from './pod-template-hash.ts';

export type Deployment = Stored<'deployments'>;
export type ReplicaSet = Stored<'replicasets'>;

export const REVISION = 'deployment.kubernetes.io/revision';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
const NOT_COPIED = ['kubectl.kubernetes.io/last-applied-configuration', REVISION, DESIRED, MAX];

/** The ReplicaSets of a Deployment: the one of today's template, if it is there, and the others, oldest first. */
export interface ReplicaSets {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

export function replicaSetsOf(store: Store, deployment: Deployment): ReplicaSets {
  const owned = claim(store, deployment).sort(byAge);
  const current = owned.find((set) => sameTemplate(set.spec?.template, deployment.spec?.template));
  return { current, old: owned.filter((set) => set !== current) };
}

function claim(store: Store, deployment: Deployment): ReplicaSet[] {
  return store.list('replicasets', deployment.metadata.namespace).flatMap((set) => {
    if (isControlledBy(set, deployment)) return [set];
    if (controllerOf(set) !== undefined || set.metadata.deletionTimestamp !== undefined) return [];
    if (!matches(deployment.spec?.selector, set.metadata.labels)) return [];
    const ownerReferences = [...(set.metadata.ownerReferences ?? []), controllerReference(deployment)];
    return [store.update('replicasets', { ...set, metadata: { ...set.metadata, ownerReferences } })];
  });
}

/** Makes the ReplicaSet of today's template, without replicas, as the newest revision. */
export function createReplicaSet(store: Store, deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet {
  const template = deployment.spec?.template ?? {};
  const hash = freeHash(store, deployment);
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  const selector = deployment.spec?.selector;
  return store.create('replicasets', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace ?? 'default',
      labels,
      annotations: { ...inherited(deployment), [REVISION]: String(newestRevision(old) + 1) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: 0,
      ...(deployment.spec?.minReadySeconds === undefined ? {} : { minReadySeconds: deployment.spec.minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [POD_TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
}

/** A set that is current again (a rollback) becomes the newest revision. */
export function withNewestRevision(store: Store, current: ReplicaSet, old: readonly ReplicaSet[]): ReplicaSet {
  const newest = newestRevision(old);
  if (revisionOf(current) > newest) return current;
  return annotate(store, current, { [REVISION]: String(newest + 1) });
}

function annotate(store: Store, set: ReplicaSet, annotations: Readonly<Record<string, string>>): ReplicaSet {
  return store.update('replicasets', {
    ...set,
    metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...annotations } },
  });
}

/** Sets the replicas of a set and notes for which size of the Deployment that was. */
export function resize(store: Store, set: ReplicaSet, replicas: number, desired: number, max: number): ReplicaSet {
  return store.update('replicasets', {
    ...set,
    metadata: {
      ...set.metadata,
      annotations: { ...set.metadata.annotations, [DESIRED]: String(desired), [MAX]: String(max) },
    },
    spec: { ...set.spec, selector: set.spec?.selector ?? {}, replicas },
  });
}

/** The size of the Deployment that the set was last scaled for. */
export function desiredBefore(set: ReplicaSet): number | undefined {
  const value = set.metadata.annotations?.[DESIRED];
  return value === undefined ? undefined : Number(value);
}

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

export function replicasOf(set: ReplicaSet): number {
  return set.spec?.replicas ?? 1;
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return (
    Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) || revisionOf(a) - revisionOf(b)
  );
}

function newestRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map(revisionOf));
}

function inherited(deployment: Deployment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !NOT_COPIED.includes(name)),
  );
}

/** A name may be taken by a set of another owner, or of another template with the same hash: then count on. */
function freeHash(store: Store, deployment: Deployment): string {
  for (let collisions = deployment.status?.collisionCount ?? 0; ; collisions += 1) {
    const hash = podTemplateHash(deployment.spec?.template ?? {}, collisions);
    const key = { namespace: deployment.metadata.namespace, name: `${deployment.metadata.name}-${hash}` };
    if (store.get('replicasets', key) === undefined) return hash;
  }
}
