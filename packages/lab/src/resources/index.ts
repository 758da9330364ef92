import type { ResourceName } from '../store/resource-types.ts';
import { deployments } from './deployments.ts';
import { endpointslices } from './endpointslices.ts';
import { events } from './events.ts';
import { gatewayclasses } from './gatewayclasses.ts';
import { gateways } from './gateways.ts';
import { httproutes } from './httproutes.ts';
import { ingressclasses } from './ingressclasses.ts';
import { ingresses } from './ingresses.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { referencegrants } from './referencegrants.ts';
import { replicasets } from './replicasets.ts';
import { inVersion, type Resource, versionsOf } from './resource.ts';
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
  gatewayclasses,
  gateways,
  httproutes,
  referencegrants,
};

/** Every kind that the lab serves. Functions of a resource are only ever given objects of that resource. */
export const resources: readonly Resource[] = Object.values(byName);

/** API groups in the order in which discovery names them; `''` is the core group. */
export const groups: readonly string[] = [...new Set(resources.map(({ group }) => group))];

/** The versions of a group, the one to prefer first. */
export function versionsOfGroup(group: string): readonly string[] {
  return [...new Set(resources.filter((resource) => resource.group === group).flatMap(versionsOf))];
}

/** The kinds of a group that are served in a version, as they are in it. */
export function resourcesOf(group: string, version: string): readonly Resource[] {
  return resources
    .filter((resource) => resource.group === group && versionsOf(resource).includes(version))
    .map((resource) => inVersion(resource, version));
}

export function findResource(group: string, version: string, name: string): Resource | undefined {
  return resourcesOf(group, version).find((resource) => resource.name === name);
}
