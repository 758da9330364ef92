import type { KubernetesObject } from '../objects.ts';
import { type Routing, servicesOf } from '../routing.ts';

/** Most targets of one policy, as the CRDs have it. */
const MOST_TARGETS = 16;

/** A reference to an object of the policy's namespace. */
export interface TargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** The Services of a routing as targets of policies. */
export function serviceTargets(routing: Routing): TargetRef[] {
  return servicesOf(routing).map((name) => ({ group: '', kind: 'Service', name }));
}

/** HTTPRoutes as targets of policies. */
export function routeTargets(routes: readonly KubernetesObject[]): TargetRef[] {
  return routes.map(({ metadata: { name } }) => ({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name }));
}

/** A policy for targets by `targetRefs`, and further ones where they are too many for it. */
export function policiesFor(
  type: Pick<KubernetesObject, 'apiVersion' | 'kind'>,
  { name, namespace }: Routing,
  targets: readonly TargetRef[],
  spec: object,
): KubernetesObject[] {
  const count = Math.ceil(targets.length / MOST_TARGETS);
  return Array.from({ length: count }, (_, index) => ({
    ...type,
    metadata: { name: index === 0 ? name : `${name}-${index + 1}`, ...(namespace !== undefined && { namespace }) },
    spec: { targetRefs: targets.slice(index * MOST_TARGETS, (index + 1) * MOST_TARGETS), ...spec },
  }));
}

/** A policy for each target by `targetRef`, named like it. */
export function policyEach(
  type: Pick<KubernetesObject, 'apiVersion' | 'kind'>,
  { namespace }: Routing,
  targets: readonly TargetRef[],
  spec: object,
): KubernetesObject[] {
  return targets.map((targetRef) => ({
    ...type,
    metadata: { name: targetRef.name, ...(namespace !== undefined && { namespace }) },
    spec: { targetRef, ...spec },
  }));
}
