import type { Router, RouterId } from '../router.ts';
import { apisix } from './apisix.ts';
import { awsAlb } from './aws-alb.ts';
import { awsNlb } from './aws-nlb.ts';
import { azureAgic } from './azure-agic.ts';
import { azureContainers } from './azure-containers.ts';
import { cilium } from './cilium.ts';
import { contour } from './contour.ts';
import { emissary } from './emissary.ts';
import { envoyGateway } from './envoy-gateway.ts';
import { f5Nginx } from './f5-nginx.ts';
import { f5NginxVirtualServer } from './f5-nginx-virtualserver.ts';
import { gatewayApi } from './gateway-api.ts';
import { gatewayApiNext } from './gateway-api-next.ts';
import { gkeGateway } from './gke-gateway.ts';
import { gkeIngress } from './gke-ingress.ts';
import { haproxy } from './haproxy.ts';
import { haproxyBackend } from './haproxy-backend.ts';
import { haproxyIngress } from './haproxy-ingress.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { istio } from './istio.ts';
import { kgateway } from './kgateway.ts';
import { kong } from './kong.ts';
import { nginxGatewayFabric } from './nginx-gateway-fabric.ts';
import { openshift } from './openshift.ts';
import { serviceClientIp } from './service-client-ip.ts';
import { skipper } from './skipper.ts';
import { traefik } from './traefik.ts';
import { traefikIngressRoute } from './traefik-ingressroute.ts';

/** Every router that Sticky knows. To add one is to add a file beside this one. */
export const routers: Readonly<Record<RouterId, Router>> = {
  'service-client-ip': serviceClientIp,
  'ingress-nginx': ingressNginx,
  apisix,
  'aws-alb': awsAlb,
  'aws-nlb': awsNlb,
  'azure-agic': azureAgic,
  'azure-containers': azureContainers,
  cilium,
  contour,
  emissary,
  'envoy-gateway': envoyGateway,
  'f5-nginx': f5Nginx,
  'f5-nginx-virtualserver': f5NginxVirtualServer,
  'gateway-api': gatewayApi,
  'gateway-api-next': gatewayApiNext,
  'gke-gateway': gkeGateway,
  'gke-ingress': gkeIngress,
  haproxy,
  'haproxy-backend': haproxyBackend,
  'haproxy-ingress': haproxyIngress,
  istio,
  kgateway,
  kong,
  'nginx-gateway-fabric': nginxGatewayFabric,
  openshift,
  skipper,
  traefik,
  'traefik-ingressroute': traefikIngressRoute,
};
