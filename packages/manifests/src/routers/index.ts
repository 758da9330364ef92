import type { Router, RouterId } from '../router.ts';
import { awsAlb } from './aws-alb.ts';
import { awsNlb } from './aws-nlb.ts';
import { azureAgic } from './azure-agic.ts';
import { gatewayApi } from './gateway-api.ts';
import { gatewayApiNext } from './gateway-api-next.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { kong } from './kong.ts';
import { serviceClientIp } from './service-client-ip.ts';

/** Every router that Sticky knows. To add one is to add a file beside this one. */
export const routers: Readonly<Record<RouterId, Router>> = {
  'service-client-ip': serviceClientIp,
  'ingress-nginx': ingressNginx,
  'aws-alb': awsAlb,
  'aws-nlb': awsNlb,
  'azure-agic': azureAgic,
  'gateway-api': gatewayApi,
  'gateway-api-next': gatewayApiNext,
  kong,
};
