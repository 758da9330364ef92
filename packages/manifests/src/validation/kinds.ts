import type * as z from 'zod';
import { apisixRoute, apisixTls, apisixUpstream } from './kinds/apisix.ts';
import { routePolicy } from './kinds/azure.ts';
import { httpProxy } from './kinds/contour.ts';
import { ingress, service } from './kinds/core.ts';
import { emissaryHost, endpointResolver, listener, mapping } from './kinds/emissary.ts';
import { backendTrafficPolicy as envoyBackendTrafficPolicy } from './kinds/envoy-gateway.ts';
import { backendTrafficPolicy, gateway, grpcRoute, httpRoute, referenceGrant } from './kinds/gateway-api.ts';
import { backendConfig, gcpBackendPolicy, gcpSessionAffinityPolicy } from './kinds/google.ts';
import { backend } from './kinds/haproxy.ts';
import { destinationRule, istioGateway, virtualService } from './kinds/istio.ts';
import { backendConfigPolicy } from './kinds/kgateway.ts';
import { kongUpstreamPolicy } from './kinds/kong.ts';
import { upstreamSettingsPolicy, virtualServer } from './kinds/nginx.ts';
import { route } from './kinds/openshift.ts';
import { routeGroup } from './kinds/skipper.ts';
import { ingressRoute } from './kinds/traefik.ts';

const istio = { DestinationRule: destinationRule, VirtualService: virtualService, Gateway: istioGateway };
const gatewayApi = { Gateway: gateway, HTTPRoute: httpRoute, GRPCRoute: grpcRoute };

/** What the `spec` of a kind may be, by its API version and its name. */
export const SPECS: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  v1: { Service: service },
  'networking.k8s.io/v1': { Ingress: ingress },
  'gateway.networking.k8s.io/v1': gatewayApi,
  'gateway.networking.k8s.io/v1beta1': { ...gatewayApi, ReferenceGrant: referenceGrant },
  'gateway.networking.x-k8s.io/v1alpha1': { XBackendTrafficPolicy: backendTrafficPolicy },
  'gateway.envoyproxy.io/v1alpha1': { BackendTrafficPolicy: envoyBackendTrafficPolicy },
  'gateway.kgateway.dev/v1alpha1': { BackendConfigPolicy: backendConfigPolicy },
  'gateway.nginx.org/v1alpha1': { UpstreamSettingsPolicy: upstreamSettingsPolicy },
  'k8s.nginx.org/v1': { VirtualServer: virtualServer },
  'traefik.io/v1alpha1': { IngressRoute: ingressRoute },
  'ingress.v3.haproxy.org/v3': { Backend: backend },
  'projectcontour.io/v1': { HTTPProxy: httpProxy },
  'configuration.konghq.com/v1beta1': { KongUpstreamPolicy: kongUpstreamPolicy },
  'networking.istio.io/v1': istio,
  'networking.istio.io/v1beta1': istio,
  'networking.istio.io/v1alpha3': istio,
  'cloud.google.com/v1': { BackendConfig: backendConfig },
  'networking.gke.io/v1': { GCPBackendPolicy: gcpBackendPolicy, GCPSessionAffinityPolicy: gcpSessionAffinityPolicy },
  'alb.networking.azure.io/v1': { RoutePolicy: routePolicy },
  'route.openshift.io/v1': { Route: route },
  'zalando.org/v1': { RouteGroup: routeGroup },
  'getambassador.io/v3alpha1': {
    Mapping: mapping,
    Host: emissaryHost,
    Listener: listener,
    KubernetesEndpointResolver: endpointResolver,
  },
  'apisix.apache.org/v2': { ApisixRoute: apisixRoute, ApisixUpstream: apisixUpstream, ApisixTls: apisixTls },
};
