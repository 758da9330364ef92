import { quote } from '../rules/quote.ts';

type Comments = Readonly<Record<string, (value: string) => string | undefined>>;

const ON_THE_SERVICE = 'On the Service: on an Ingress it does nothing.';
const NAME = 'The name of the cookie. Give each route of a host its own.';
const SECURE = 'A browser sends the cookie over TLS alone.';
const SAME_SITE = 'Whether a browser sends the cookie when another site leads here.';
const HTTP_ONLY = 'Scripts of the page do not see the cookie.';
const age = (seconds: string) =>
  /^\d+s?$/.test(seconds)
    ? `A browser drops the cookie ${seconds.replace(/s$/, '')} s after the first answer, also in the middle of a visit: it is not sliding.`
    : undefined;
const below = (path: string) => `A browser sends the cookie back for ${quote(path)} and what is below it.`;
const domain = (value: string) => `A browser sends the cookie to ${quote(value)} and every host below it.`;
const balance = (value: string) => {
  if (value === 'ip_hash') return 'Who comes from one address (of IPv4 the first three numbers) stays on one pod.';
  if (value === 'source') return 'Who comes from one address stays on one pod, until pods come or go.';
  return /^(hash |hdr)/.test(value)
    ? 'Requests with the same value of this header meet the same pod, until pods come or go.'
    : undefined;
};
const regex = () => 'All paths of this Ingress are regular expressions, from the beginning of the path.';

const TRAEFIK = 'traefik.ingress.kubernetes.io/service.sticky.cookie';
const HAPROXY_INGRESS = 'haproxy-ingress.github.io/';

/** What each line does that carries affinity in an Ingress, its Service, or a controller's own kind in its place. */
export const INGRESS_COMMENTS: Comments = {
  'nginx.ingress.kubernetes.io/use-regex': () =>
    'All paths of the host are regular expressions, also those of other Ingresses, and they ignore case.',

  'nginx.org/sticky-cookie-services': () =>
    'For each Service the cookie that names its pod: adding pods moves nobody. No blank behind a ";", or none counts.',
  'nginx.org/lb-method': balance,
  'nginx.org/path-regex': regex,
  sessionCookie: () => 'NGINX sets this cookie, which names its pod: adding pods moves nobody.',
  'lb-method': balance,
  expires: age,
  samesite: () => SAME_SITE,

  [TRAEFIK]: (value) =>
    value === 'true'
      ? `Traefik sets a cookie that names its pod: adding pods moves nobody.\n${ON_THE_SERVICE}`
      : undefined,
  [`${TRAEFIK}.name`]: () => `${NAME} Without one Traefik makes it up.`,
  [`${TRAEFIK}.secure`]: (value) => (value === 'true' ? SECURE : undefined),
  [`${TRAEFIK}.httponly`]: (value) => (value === 'true' ? HTTP_ONLY : undefined),
  [`${TRAEFIK}.samesite`]: () => SAME_SITE,
  [`${TRAEFIK}.maxage`]: age,
  [`${TRAEFIK}.path`]: below,
  [`${TRAEFIK}.domain`]: domain,
  sticky: () => 'Traefik sets this cookie, which names its pod: adding pods moves nobody.',
  strategy: (value) =>
    value === 'hrw' ? 'Who comes from one address stays on one pod; of a new pod few notice.' : undefined,
  maxAge: age,
  httpOnly: (value) => (value === 'true' ? HTTP_ONLY : undefined),

  'haproxy.org/cookie-persistence': () =>
    `HAProxy sets a cookie of this name, which names its pod: adding pods moves nobody.\n${ON_THE_SERVICE}`,
  'haproxy.org/load-balance': balance,
  'haproxy.org/cr-backend': (value) =>
    `The Backend ${quote(value)} says how clients stick, and replaces all annotations about it.`,
  httponly: (value) => (value === 'true' ? HTTP_ONLY : undefined),
  attr: () => 'Written behind the cookie as it stands here: of two paths or ages a browser takes the last.',
  hdr_name: () => 'Requests with the same value of this header meet the same pod, until pods come or go.',

  [`${HAPROXY_INGRESS}affinity`]: () => 'HAProxy sets a cookie that names its pod: adding pods moves nobody.',
  [`${HAPROXY_INGRESS}session-cookie-name`]: () => NAME,
  [`${HAPROXY_INGRESS}session-cookie-domain`]: domain,
  [`${HAPROXY_INGRESS}session-cookie-same-site`]: (value) =>
    value === 'true'
      ? 'SameSite=None with Secure: a browser sends the cookie when another site leads here, too.'
      : undefined,
  [`${HAPROXY_INGRESS}session-cookie-keywords`]: () =>
    'As HAProxy itself writes them. They replace the usual "indirect nocache httponly", so these stand here too.',
  [`${HAPROXY_INGRESS}balance-algorithm`]: balance,
  [`${HAPROXY_INGRESS}path-type`]: (value) =>
    value === 'regex'
      ? 'Paths of the type ImplementationSpecific are regular expressions, from their beginning.'
      : undefined,
};
