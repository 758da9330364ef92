const HASHED = 'A change of the set of pods moves some sessions.';

/** What the lines of Contour, Kong, Istio, Emissary, APISIX, Skipper, OpenShift and the load balancers of clouds do. */
export const PROXY_COMMENTS: Readonly<Record<string, (value: string) => string | undefined>> = {
  // Amazon
  'alb.ingress.kubernetes.io/target-type': targetType,
  'alb.ingress.kubernetes.io/target-group-attributes': (value) =>
    value.includes('stickiness.enabled=true')
      ? 'The load balancer sets a cookie that names its pod, for so many seconds: 1 to 604800, 7 days.'
      : undefined,
  'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': targetType,
  'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes': (value) =>
    value.includes('stickiness.type=source_ip') ? 'Who comes from one address stays on one pod.' : undefined,
  // Microsoft
  'appgw.ingress.kubernetes.io/cookie-based-affinity': (value) =>
    value === 'true' ? 'The gateway sets the cookie ApplicationGatewayAffinity, which names its pod.' : undefined,
  // Google
  'cloud.google.com/backend-config': () => 'The BackendConfig that says how the load balancer treats this Service.',
  'cloud.google.com/neg': () => 'The load balancer reaches pods, not nodes: otherwise a client would stick to a node.',
  affinityType: (value) =>
    value === 'GENERATED_COOKIE'
      ? `The load balancer sets the cookie GCLB and hashes it over the pods. ${HASHED}`
      : undefined,
  affinityCookieTtlSec: (seconds) =>
    `A browser drops the cookie after ${seconds} s: 86400, a day, at most; 0 with its session.`,
  // Kong
  'konghq.com/upstream-policy': () => 'The KongUpstreamPolicy that says how the pods of this Service are chosen.',
  algorithm: (value) => {
    if (value === 'sticky-sessions')
      return 'Kong Enterprise sets a cookie that names its pod, so adding pods moves nobody.';
    return value === 'consistent-hashing' ? `Requests with the same key meet the same pod. ${HASHED}` : undefined;
  },
  cookiePath: () => 'Kong wants it said: a browser sends the cookie back for this path and what is below it.',
  // Contour
  strategy: (value) => {
    if (value === 'Cookie')
      return `Contour sets the cookie X-Contour-Session-Affinity and hashes it over the pods. ${HASHED}`;
    return value === 'RequestHash' ? `Requests with the same key meet the same pod. ${HASHED}` : undefined;
  },
  cookieRewritePolicies: () => 'Changes the attributes of the cookie that Contour sets.',
  // Istio, Emissary
  httpCookie: () => 'Envoy sets this cookie where a client has none: only where there is a ttl.',
  ttl: (value) =>
    value === '0s'
      ? 'A cookie of the browser session; without a ttl Envoy would set none.'
      : 'How long a browser keeps the cookie; without it Envoy would set none.',
  'istio.io/persistent-session': () =>
    'The name of a cookie that names its pod, so adding pods moves nobody. Needs PILOT_ENABLE_PERSISTENT_SESSION_FILTER on istiod.',
  load_balancer: () => `Requests with the same key meet the same pod. ${HASHED}`,
  resolver: () => 'Emissary sees pods, not the Service alone: without it load_balancer does nothing.',
  // APISIX
  hashOn: (value) => {
    if (value === 'cookie')
      return 'APISIX sets no cookie: the application has to. Without it the client address counts.';
    return value === 'header' || value === 'vars'
      ? `Requests with the same key meet the same pod. ${HASHED}`
      : undefined;
  },
  // Skipper
  'zalando.org/skipper-loadbalancer': (value) =>
    value === 'consistentHash'
      ? `Requests with the same key meet the same pod: the client address, unless a filter says. ${HASHED}`
      : undefined,
  'zalando.org/skipper-filter': (value) =>
    value.includes('request.cookie.')
      ? 'Skipper sets no cookie: the application has to. Without it the client address counts.'
      : undefined,
  // OpenShift
  'router.openshift.io/cookie_name': () =>
    'The router sets a cookie of this name, which names its pod; without it a hash is the name.',
  'router.openshift.io/cookie-same-site': () => 'Whether a browser sends the cookie when another site leads here.',
  'haproxy.router.openshift.io/disable_cookies': (value) =>
    value === 'true' ? 'Cookies are on by default: this alone turns them off.' : undefined,
  'haproxy.router.openshift.io/balance': (value) =>
    value === 'source' ? `Who comes from one address meets the same pod. ${HASHED}` : undefined,
};

function targetType(value: string): string | undefined {
  return value === 'ip'
    ? 'Pods are targets: with instance a client would stick to a node, and any pod behind it.'
    : undefined;
}
