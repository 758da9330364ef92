import type { Affinity, RouterId, ServiceType } from '@sticky/manifests';

export interface PodView {
  readonly name: string;
  readonly uid: string;
  /** What kubectl shows: `Running`, `Pending`, `ImagePullBackOff`, `Terminating`, … */
  readonly status: string;
  readonly ready: boolean;
  readonly address?: string;
  /** The port that its container declares, if it does. */
  readonly port?: number;
  readonly restarts: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface ServiceView {
  readonly name: string;
  readonly type: ServiceType | 'ExternalName';
  readonly port: number;
  /** Where it is reached from here, `http://127.77.1.1:8080`, once it has an address. */
  readonly url?: string;
  /** What the Service itself keeps a client by. */
  readonly affinity: Affinity;
}

/** What a router keeps a client by, where that is known. */
export type RouteAffinity = Affinity | { readonly kind: 'unknown' };

export interface RouteView {
  /** Name of the Ingress or HTTPRoute. */
  readonly name: string;
  /** Who serves it, as far as Sticky can tell and knows that router. */
  readonly router?: RouterId | 'gateway-api';
  /** The class that it names, or the cluster gave it: `nginx`. Of an HTTPRoute, that of its Gateway. */
  readonly className?: string;
  /** As a user would type it: `http://sticky.info/`. */
  readonly url: string;
  /** Where to connect for it, once the Ingress or Gateway has an address. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** What the router keeps a client by, as it is set up. */
  readonly affinity: RouteAffinity;
}

/** A Deployment, its Service and its routes, seen as one thing. */
export interface AppView {
  readonly name: string;
  readonly uid: string;
  readonly image: string;
  readonly replicas: { readonly wanted: number; readonly ready: number };
  readonly pods: readonly PodView[];
  readonly service?: ServiceView;
  readonly routes: readonly RouteView[];
  /** What is not yet as it is wanted, one line each: `1 of 2 pods ready`. Empty: the App is ready. */
  readonly waitingFor: readonly string[];
  /** What is wrong now, one line each: `pod x: ErrImagePull, no such image`. */
  readonly problems: readonly string[];
}

/** All Apps of one context and namespace. */
export interface ClusterView {
  readonly context: string;
  readonly namespace: string;
  readonly apps: readonly AppView[];
  /** ISO 8601; the cluster has not been heard since then, and a new try is under way. */
  readonly staleSince?: string;
  /** What cannot be seen, and the rule to ask for: `may not list ingresses in "shop": …`. */
  readonly problems: readonly string[];
}
