import type { RouterId } from '@sticky/manifests';
import { CliError } from '../errors.ts';

/** Every router, complete by type. Help must not load the library to know them. */
const ids = {
  'service-client-ip': true,
  'ingress-nginx': true,
  apisix: true,
  'aws-alb': true,
  'aws-nlb': true,
  'azure-agic': true,
  'azure-containers': true,
  cilium: true,
  contour: true,
  emissary: true,
  'envoy-gateway': true,
  'f5-nginx': true,
  'f5-nginx-virtualserver': true,
  'gateway-api': true,
  'gateway-api-next': true,
  'gke-gateway': true,
  'gke-ingress': true,
  haproxy: true,
  'haproxy-backend': true,
  'haproxy-ingress': true,
  istio: true,
  kgateway: true,
  kong: true,
  'nginx-gateway-fabric': true,
  openshift: true,
  skipper: true,
  traefik: true,
  'traefik-ingressroute': true,
} satisfies Record<RouterId, true>;

/** A commander parser for the id of a router. The help does not list them: they are many. */
export function routerFlag(flag: string): (text: string) => RouterId {
  return (text) => {
    if (isRouterId(text)) return text;
    throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is no router: \`sticky routers\` lists them`);
  };
}

function isRouterId(text: string): text is RouterId {
  return Object.hasOwn(ids, text);
}
