import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { Service } from 'kubernetes-types/core/v1.js';
import type { Ingress } from 'kubernetes-types/networking/v1.js';

/** What every Kubernetes object has, whatever its kind. Plain data: it serialises to JSON. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** A Deployment of `apps/v1`. */
export type DeploymentObject = Deployment & KubernetesObject;
/** A Service of `v1`. */
export type ServiceObject = Service & KubernetesObject;
/** An Ingress of `networking.k8s.io/v1`. */
export type IngressObject = Ingress & KubernetesObject;
