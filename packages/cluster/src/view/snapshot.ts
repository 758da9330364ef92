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
  /** Those of this namespace; empty where the cluster has no Gateway API. */
  readonly gateways: readonly Observed<'Gateway'>[];
  readonly httpRoutes: readonly Observed<'HTTPRoute'>[];
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
    gateways: objects.Gateway ?? [],
    httpRoutes: objects.HTTPRoute ?? [],
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
      if (!(error instanceof ClusterError) || kind === 'Deployment') throw error;
      if (isAbsent(kind, error)) return [];
      if (error.code !== 'forbidden') throw error;
      if (!isOptional(kind)) problems.push(error.message);
      return undefined;
    }
  };
  const [Deployment, ReplicaSet, Pod, Service, EndpointSlice, Ingress, IngressClass, Gateway, HTTPRoute, Event, Node] =
    await Promise.all([
      list('Deployment'),
      list('ReplicaSet'),
      list('Pod'),
      list('Service'),
      list('EndpointSlice'),
      list('Ingress'),
      list('IngressClass'),
      list('Gateway'),
      list('HTTPRoute'),
      list('Event'),
      list('Node'),
    ]);
  const objects = {
    Deployment,
    ReplicaSet,
    Pod,
    Service,
    EndpointSlice,
    Ingress,
    IngressClass,
    Gateway,
    HTTPRoute,
    Event,
    Node,
  };
  return { snapshot: snapshotOf(objects), problems };
}

/**
 * Kinds of the whole cluster, which users of one namespace may seldom list, and kinds of CRDs, which a cluster refuses to
 * list in the same way where it does not have them. Little depends on either.
 */
export function isOptional(kind: ObservedKind): boolean {
  const { namespaced, custom = false } = kindOf(kind);
  return !namespaced || custom;
}

/** Whether a list failed because the cluster does not have the kind. */
export function isAbsent(kind: ObservedKind, { code }: ClusterError): boolean {
  return code === 'not-found' && kindOf(kind).custom === true;
}
