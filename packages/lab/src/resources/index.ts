import type { ResourceName } from '../store/resource-types.ts';
import { deployments } from './deployments.ts';
import { endpointslices } from './endpointslices.ts';
import { events } from './events.ts';
import { ingressclasses } from './ingressclasses.ts';
import { ingresses } from './ingresses.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { replicasets } from './replicasets.ts';
import type { Resource } from './resource.ts';
import { secrets } from './secrets.ts';
import { serviceaccounts } from './serviceaccounts.ts';
import { services } from './services.ts';

const byName: { readonly [R in ResourceName]: Resource<R> } = {
  namespaces,
  nodes,
  pods,
  services,
  secrets,
  serviceaccounts,
  events,
  deployments,
  replicasets,
  endpointslices,
  ingresses,
  ingressclasses,
};

/** Every kind that the lab serves. Functions of a resource are only ever given objects of that resource. */
export const resources: readonly Resource[] = Object.values(byName);

/** API groups in the order in which discovery names them; `''` is the core group. */
export const groups: readonly string[] = [...new Set(resources.map(({ group }) => group))];

export function findResource(group: string, name: string): Resource | undefined {
  return resources.find((resource) => resource.group === group && resource.name === name);
}
