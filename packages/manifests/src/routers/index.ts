import type { Router, RouterId } from '../router.ts';
import { gatewayApi } from './gateway-api.ts';
import { gatewayApiNext } from './gateway-api-next.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { serviceClientIp } from './service-client-ip.ts';

/** Every router that Sticky knows. To add one is to add a file beside this one. */
export const routers: Readonly<Record<RouterId, Router>> = {
  'service-client-ip': serviceClientIp,
  'ingress-nginx': ingressNginx,
  'gateway-api': gatewayApi,
  'gateway-api-next': gatewayApiNext,
};
