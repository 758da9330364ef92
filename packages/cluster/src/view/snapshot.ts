import type { Api } from '../api/api.ts';
import { kindOf } from '../api/kinds.ts';
import type { Observed, ObservedKind } from '../api/objects.ts';
import { ClusterError } from '../errors.ts';

/** The objects of each kind; undefined for a kind that may not be listed. */
export type ObjectsByKind = { readonly [K in ObservedKind]: readonly Observed<K>[] | undefined };

/** What is known of a namespace at one moment. A kind that may not be listed is empty, and `unseen` has it. */
export interface Snapshot {
  readonly deployments: readonly Observed<'Deployment'>[];
  readonly replicaSets: readonly Observed<'ReplicaSet'>[];
  readonly pods: readonly Observed<'Pod'>[];
  readonly services: readonly Observed<'Service'>[];
  readonly endpointSlices: readonly Observed<'EndpointSlice'>[];
  readonly ingresses: readonly Observed<'Ingress'>[];
  readonly ingressClasses: readonly Observed<'IngressClass'>[];
  /** Warnings only. */
  readonly events: readonly Observed<'Event'>[];
  readonly nodes: readonly Observed<'Node'>[];
  readonly unseen: ReadonlySet<string>;
}

export function snapshotOf(objects: ObjectsByKind): Snapshot {
  return {
    deployments: objects.Deployment ?? [],
    replicaSets: objects.ReplicaSet ?? [],
    pods: objects.Pod ?? [],
    services: objects.Service ?? [],
    endpointSlices: objects.EndpointSlice ?? [],
    ingresses: objects.Ingress ?? [],
    ingressClasses: objects.IngressClass ?? [],
    events: objects.Event ?? [],
    nodes: objects.Node ?? [],
    unseen: new Set(Object.entries(objects).flatMap(([kind, found]) => (found === undefined ? [kind] : []))),
  };
}

/**
 * Lists everything at once, leaving out what may not be seen.
 *
 * @throws ClusterError when the cluster fails, or when Deployments may not be listed: without them there is no App
 */
export async function takeSnapshot(
  api: Api,
  signal: AbortSignal | undefined,
): Promise<{ readonly snapshot: Snapshot; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const list = async <K extends ObservedKind>(kind: K): Promise<readonly Observed<K>[] | undefined> => {
    try {
      return (await api.list(kind, signal)).items;
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code !== 'forbidden' || kind === 'Deployment') throw error;
      if (!isOptional(kind)) problems.push(error.message);
      return undefined;
    }
  };
  const [Deployment, ReplicaSet, Pod, Service, EndpointSlice, Ingress, IngressClass, Event, Node] = await Promise.all([
    list('Deployment'),
    list('ReplicaSet'),
    list('Pod'),
    list('Service'),
    list('EndpointSlice'),
    list('Ingress'),
    list('IngressClass'),
    list('Event'),
    list('Node'),
  ]);
  const objects = { Deployment, ReplicaSet, Pod, Service, EndpointSlice, Ingress, IngressClass, Event, Node };
  return { snapshot: snapshotOf(objects), problems };
}

/** Kinds of the whole cluster, which users of one namespace may seldom list, and which little depends on. */
export function isOptional(kind: ObservedKind): boolean {
  return !kindOf(kind).namespaced;
}
