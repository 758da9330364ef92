import type { Router, RouterId } from '../router.ts';
import { awsAlb } from './aws-alb.ts';
import { awsNlb } from './aws-nlb.ts';
import { azureAgic } from './azure-agic.ts';
import { contour } from './contour.ts';
import { f5Nginx } from './f5-nginx.ts';
import { f5NginxVirtualServer } from './f5-nginx-virtualserver.ts';
import { gatewayApi } from './gateway-api.ts';
import { gatewayApiNext } from './gateway-api-next.ts';
import { gkeIngress } from './gke-ingress.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { istio } from './istio.ts';
import { kong } from './kong.ts';
import { openshift } from './openshift.ts';
import { serviceClientIp } from './service-client-ip.ts';
import { skipper } from './skipper.ts';

/** Every router that Sticky knows. To add one is to add a file beside this one. */
export const routers: Readonly<Record<RouterId, Router>> = {
  'service-client-ip': serviceClientIp,
  'ingress-nginx': ingressNginx,
  'aws-alb': awsAlb,
  'aws-nlb': awsNlb,
  'azure-agic': azureAgic,
  contour,
  'f5-nginx': f5Nginx,
  'f5-nginx-virtualserver': f5NginxVirtualServer,
  'gateway-api': gatewayApi,
  'gateway-api-next': gatewayApiNext,
  'gke-ingress': gkeIngress,
  istio,
  kong,
  openshift,
  skipper,
};
