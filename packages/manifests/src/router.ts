import type { Affinity, Strength } from './affinity.ts';
import type { KubernetesObject } from './objects.ts';
import type { Routing } from './routing.ts';

/** One id for each way of saying an affinity: a router that has two forms (annotations, an own kind) has two. */
export type RouterId =
  | 'service-client-ip'
  | 'ingress-nginx'
  | 'apisix'
  | 'aws-alb'
  | 'aws-nlb'
  | 'azure-agic'
  | 'azure-containers'
  | 'cilium'
  | 'contour'
  | 'emissary'
  | 'envoy-gateway'
  | 'f5-nginx'
  | 'f5-nginx-virtualserver'
  | 'gateway-api'
  | 'gateway-api-next'
  | 'gke-gateway'
  | 'gke-ingress'
  | 'haproxy'
  | 'haproxy-backend'
  | 'haproxy-ingress'
  | 'istio'
  | 'kgateway'
  | 'kong'
  | 'nginx-gateway-fabric'
  | 'openshift'
  | 'skipper'
  | 'traefik'
  | 'traefik-ingressroute';

/** What the intent says and a router cannot. */
export interface Loss {
  /**
   * A field of the Affinity (`strength`, `maxAgeSeconds`), or of the Routing: `className`, `tls`, `tls.secretName`, `rules`
   * (all hosts and paths, of a router that sees connections alone), `rules.host`, `rules.match`, `rules.port`.
   */
  readonly field: string;
  /** Why it is lost and what happens instead, in one sentence. */
  readonly reason: string;
  /**
   * The value that the field of the Affinity has instead (name `AWSALB`, strength `pinned`), also where the intent leaves the field
   * open and the router cannot; without it the field is absent.
   */
  readonly instead?: string | number | boolean;
}

/** What each Service of the routing has to say, for a router that is told there; to be merged into the Service. */
export interface ServiceSettings {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Of the spec, for a Service of type NodePort or LoadBalancer alone: Kubernetes refuses it for others. */
  readonly externalSpec?: Readonly<Record<string, unknown>>;
}

/** What a router makes of a routing and its affinity. */
export interface Rendered {
  /** Whole objects, ready to apply: all that routes, and what carries the affinity beside it. No Service, no Deployment. */
  readonly objects: readonly KubernetesObject[];
  readonly serviceSettings?: ServiceSettings;
  readonly losses: readonly Loss[];
  /** What has to be so in the cluster for this to work, a sentence each: a flag, an edition, a minimum version. */
  readonly needs?: readonly string[];
}

/** Where a value stands in an object: keys and indices from its top. */
export type Path = readonly (string | number)[];

/** A field of an object that the router would act on, or that looks as if, and that neither Affinity nor Routing can say. */
export interface Unread {
  readonly object: KubernetesObject;
  readonly path: Path;
  /** What it does, or why it does nothing, in one sentence. */
  readonly reason: string;
}

/** What documents ask a router for: one routing with one affinity. */
export interface Reading {
  readonly routing: Routing;
  readonly affinity: Affinity;
  /** The objects that say it, the very ones that were given. */
  readonly from: readonly KubernetesObject[];
  /** Fields of the affinity that the documents leave to the router, and what was taken for them. */
  readonly assumed: readonly Loss[];
  readonly unread: readonly Unread[];
}

/** By what a document is known to be for a router. */
export interface RouterMarks {
  /** `spec.controller` of its IngressClass or `spec.controllerName` of its GatewayClass. */
  readonly controllers?: readonly string[];
  /** Beginnings of annotation names, as far as the `/`: `nginx.ingress.kubernetes.io/`. */
  readonly annotations?: readonly string[];
  /** API groups and kinds of its own: `traefik.io/IngressRoute`. */
  readonly kinds?: readonly string[];
  /** Names that its IngressClass or GatewayClass usually has. */
  readonly classNames?: readonly string[];
}

/**
 * A way of routing that can carry an affinity. Of `read(render(routing, affinity))`, the routing and the affinity are what was
 * rendered, less the losses.
 */
export interface Router {
  readonly id: RouterId;
  readonly title: string;
  readonly strengths: readonly Strength[];
  readonly status: 'stable' | 'experimental' | 'retired';
  /**
   * The first version that takes all that `render` writes and makes of it what the losses say: `F5 NGINX Ingress Controller 5.4`. What
   * earlier ones do, or a single field needs, stands in the notes.
   */
  readonly minimumVersion: string;
  /** What people trip over, a sentence each, with versions of single fields. */
  readonly notes: readonly string[];
  /** Where to read more. */
  readonly documentation: string;
  /** The class that `render` names when the routing names none, where the router needs one. */
  readonly className?: string;
  readonly marks: RouterMarks;
  /**
   * @throws ManifestError `unsupported-affinity` when nothing of the intent can be carried, `unsupported-routing` when the routes
   * cannot, `invalid-input` when there is no route and the router needs one.
   */
  render(routing: Routing, affinity: Affinity): Rendered;
  /**
   * What the objects ask of this router, were it to serve them; objects that it would not look at are left out. Service
   * settings are read from the Services that are among the objects. One reading for each object that routes.
   */
  read(objects: readonly KubernetesObject[]): readonly Reading[];
}
