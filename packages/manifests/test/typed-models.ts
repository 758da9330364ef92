import { CiliumEnvoyConfig } from '@kubernetes-models/cilium/cilium.io/v2/CiliumEnvoyConfig';
import { HTTPProxy } from '@kubernetes-models/contour/projectcontour.io/v1/HTTPProxy';
import { BackendTrafficPolicy } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/BackendTrafficPolicy';
import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import { GRPCRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GRPCRoute';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { XBackendTrafficPolicy } from '@kubernetes-models/gateway-api/gateway.networking.x-k8s.io/v1alpha1/XBackendTrafficPolicy';
import { BackendConfig } from '@kubernetes-models/gke/cloud.google.com/v1/BackendConfig';
import { GCPBackendPolicy } from '@kubernetes-models/gke/networking.gke.io/v1/GCPBackendPolicy';
import { GCPSessionAffinityPolicy } from '@kubernetes-models/gke/networking.gke.io/v1/GCPSessionAffinityPolicy';
import { DestinationRule } from '@kubernetes-models/istio/networking.istio.io/v1/DestinationRule';
import { Gateway as IstioGateway } from '@kubernetes-models/istio/networking.istio.io/v1/Gateway';
import { VirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import { IngressRoute } from '@kubernetes-models/traefik/traefik.io/v1alpha1/IngressRoute';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { Service } from 'kubernetes-models/v1/Service';
import type { KubernetesObject } from '../src/index.ts';

/** What others took from the projects' own schemas: they know types and what is required, and no rule over several fields. */
const MODELS = [
  BackendConfig,
  BackendTrafficPolicy,
  CiliumEnvoyConfig,
  Deployment,
  DestinationRule,
  GCPBackendPolicy,
  GCPSessionAffinityPolicy,
  GRPCRoute,
  Gateway,
  HTTPProxy,
  HTTPRoute,
  Ingress,
  IngressRoute,
  IstioGateway,
  Service,
  VirtualService,
  XBackendTrafficPolicy,
];
const byName = new Map(MODELS.map((model) => [`${model.apiVersion} ${model.kind}`, model]));

/** Whether there is a model of such objects. */
export function hasModel({ apiVersion, kind }: KubernetesObject): boolean {
  return byName.has(`${apiVersion} ${kind}`);
}

/** @throws Error of the model that does not take the object. */
export function checkByModel(object: KubernetesObject): void {
  const model = byName.get(`${object.apiVersion} ${object.kind}`);
  if (model === undefined) return;
  const checked: { validate(): void } = Reflect.construct(model, [object]);
  checked.validate();
}
