import type { KubernetesObject } from '../objects.ts';
import { readIngressNginx } from '../routers/ingress-nginx-annotations.ts';
import { quote } from '../rules/quote.ts';
import { SKIPPER_ALGORITHMS } from './kinds/skipper.ts';
import { loadBalancerAttributes } from './load-balancer-attributes.ts';

/** What to do about a value, or undefined when its controller takes it. */
type Check = (value: string) => string | undefined;

const among =
  (...options: readonly string[]): Check =>
  (value) =>
    options.includes(value) ? undefined : `${quote(value)} is not known here: use one of ${options.join(', ')}.`;
const boolean = among('true', 'false');
const fits =
  (pattern: RegExp, advice: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : `${quote(value)} does not fit: ${advice}.`;

const cookieName = fits(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "use letters, digits and !#$%&'*+-.^_`|~ alone");
const objectName = fits(/^(?=.{1,253}$)[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/, 'give the name of an object');
const path = fits(/^\//, 'start it with "/"');

/** `serviceName=web srv_id expires=1h path=/`, several joined by `;`. */
const stickyServices: Check = (value) => {
  const wrong = value
    .split(';')
    .find(
      (entry) =>
        !/^ *serviceName=[a-z0-9-]+ +[^\s=;]+( +(expires|domain|path|samesite)=[^\s;]+| +(httponly|secure))* *$/.test(
          entry,
        ),
    );
  return wrong === undefined
    ? undefined
    : `${quote(wrong)} does not fit: write "serviceName=web srv_id", then expires=1h, path=/, domain=, httponly, secure, samesite=.`;
};

/** `{"default":"name"}` or `{"ports":{"80":"name"}}`. */
const backendConfigNames: Check = (value) => {
  try {
    const names: unknown = JSON.parse(value);
    if (typeof names === 'object' && names !== null && ('default' in names || 'ports' in names)) return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `${quote(value)} does not fit: write {"default": "NAME"} with the name of a BackendConfig.`;
};

/** On whatever object they stand: a controller looks at some kinds alone, and a wrong value helps on none. */
const ANNOTATIONS: Readonly<Record<string, Check>> = {
  // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
  'nginx.org/sticky-cookie-services': stickyServices,
  'nginx.com/sticky-cookie-services': stickyServices,
  // https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/#on-service
  'traefik.ingress.kubernetes.io/service.sticky.cookie': boolean,
  'traefik.ingress.kubernetes.io/service.sticky.cookie.name': cookieName,
  'traefik.ingress.kubernetes.io/service.sticky.cookie.secure': boolean,
  'traefik.ingress.kubernetes.io/service.sticky.cookie.httponly': boolean,
  'traefik.ingress.kubernetes.io/service.sticky.cookie.samesite': among('none', 'lax', 'strict', 'default'),
  'traefik.ingress.kubernetes.io/service.sticky.cookie.maxage': fits(/^-?\d{1,15}$/, 'write whole seconds'),
  'traefik.ingress.kubernetes.io/service.sticky.cookie.path': path,
  'traefik.ingress.kubernetes.io/service.nativelb': boolean,
  // https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
  'haproxy.org/cookie-persistence': fits(/^\S+$/, 'give the name of a cookie, without spaces'),
  'haproxy.org/load-balance': fits(
    /^(roundrobin|static-rr|leastconn|first|source|random(\(\d+\))?|uri( .*)?|url_param .+|hdr\([^\s()]+\)( .*)?|rdp-cookie(\(.*\))?|hash .+)$/,
    'use an algorithm that HAProxy knows, such as source or hdr(X-User)',
  ),
  'haproxy.org/cr-backend': fits(
    /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/,
    'write NAMESPACE/NAME of a Backend',
  ),
  // https://haproxy-ingress.github.io/docs/configuration/keys/#affinity
  'haproxy-ingress.github.io/affinity': among('cookie'),
  'haproxy-ingress.github.io/session-cookie-name': cookieName,
  'haproxy-ingress.github.io/session-cookie-strategy': among('insert', 'rewrite', 'prefix'),
  'haproxy-ingress.github.io/session-cookie-dynamic': boolean,
  'haproxy-ingress.github.io/session-cookie-preserve': boolean,
  'haproxy-ingress.github.io/session-cookie-same-site': boolean,
  'haproxy-ingress.github.io/session-cookie-value-strategy': among('server-name', 'pod-uid'),
  'konghq.com/upstream-policy': objectName,
  'alb.ingress.kubernetes.io/target-type': among('instance', 'ip'),
  'alb.ingress.kubernetes.io/target-group-attributes': (value) => loadBalancerAttributes('alb', value),
  'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': among('instance', 'ip'),
  'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes': (value) =>
    loadBalancerAttributes('nlb', value),
  'cloud.google.com/backend-config': backendConfigNames,
  'beta.cloud.google.com/backend-config': backendConfigNames,
  'appgw.ingress.kubernetes.io/cookie-based-affinity': boolean,
  'appgw.ingress.kubernetes.io/cookie-based-affinity-distinct-name': boolean,
  'router.openshift.io/cookie_name': fits(/^[A-Za-z0-9_-]+$/, 'use letters, digits, "_" and "-" alone'),
  'router.openshift.io/cookie-same-site': among('Lax', 'Strict', 'None'),
  'haproxy.router.openshift.io/disable_cookies': boolean,
  'haproxy.router.openshift.io/balance': among('roundrobin', 'leastconn', 'source', 'random'),
  'zalando.org/skipper-loadbalancer': among(...SKIPPER_ALGORITHMS),
};

/** What controllers would refuse or leave out of an object's annotations: the name of each, and what to do. */
export function annotationIssues({ kind, metadata }: KubernetesObject): readonly { name: string; message: string }[] {
  const annotations = metadata.annotations ?? {};
  const issues = Object.entries(annotations).flatMap(([name, value]) => {
    const message = Object.hasOwn(ANNOTATIONS, name) ? ANNOTATIONS[name]?.(value) : undefined;
    return message === undefined ? [] : [{ name, message }];
  });
  if (kind !== 'Ingress') return issues;
  const wrong = readIngressNginx(annotations).problems.filter(({ effect }) => effect !== 'ignored');
  return [...issues, ...wrong.map(({ annotation, message }) => ({ name: annotation, message }))];
}
