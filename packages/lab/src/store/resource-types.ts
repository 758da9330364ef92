import type { Deployment, ReplicaSet } from 'kubernetes-types/apps/v1.js';
import type { Event, Namespace, Node, Pod, Secret, Service, ServiceAccount } from 'kubernetes-types/core/v1.js';
import type { EndpointSlice } from 'kubernetes-types/discovery/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import type { Ingress, IngressClass } from 'kubernetes-types/networking/v1.js';
import type { GatewayClass } from '../resources/gatewayclasses.ts';
import type { Gateway } from '../resources/gateways.ts';
import type { HTTPRoute } from '../resources/httproutes.ts';
import type { ReferenceGrant } from '../resources/referencegrants.ts';

/** The kinds that the lab keeps, by their plural resource name. */
export interface ResourceTypes {
  namespaces: Namespace;
  nodes: Node;
  pods: Pod;
  services: Service;
  secrets: Secret;
  serviceaccounts: ServiceAccount;
  events: Event;
  deployments: Deployment;
  replicasets: ReplicaSet;
  endpointslices: EndpointSlice;
  ingresses: Ingress;
  ingressclasses: IngressClass;
  gatewayclasses: GatewayClass;
  gateways: Gateway;
  httproutes: HTTPRoute;
  referencegrants: ReferenceGrant;
}

export type ResourceName = keyof ResourceTypes;

/** The metadata that every stored object has. */
export interface StoredMeta extends ObjectMeta {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
}

/** An object as the store hands it out: frozen, complete in its metadata. */
export type Stored<R extends ResourceName> = Omit<ResourceTypes[R], 'metadata' | 'apiVersion' | 'kind'> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<StoredMeta>;
};

/** An object on its way into the store. */
export type Draft<R extends ResourceName> = Omit<ResourceTypes[R], 'metadata' | 'apiVersion' | 'kind'> & {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta & { name: string };
};
