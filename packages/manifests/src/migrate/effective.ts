import type { Affinity } from '../affinity.ts';
import type { RoutedReading } from '../read/documents.ts';
import type { RouterId } from '../router.ts';
import { hasSecureCookie } from '../routers/openshift-read.ts';
import type { Routing } from '../routing.ts';

/** An affinity with what the old router did without being told, which the new one has to be told. */
export interface Effective {
  readonly affinity: Affinity;
  /** How a field was said, where no field of the documents says it: `Secure` by `TLS`. */
  readonly tacit: Readonly<Record<string, string>>;
}

/** Routers whose cookie is for the whole host when nobody says a path. */
const ROOT_PATH: ReadonlySet<RouterId> = new Set<RouterId>([
  'aws-alb',
  'azure-agic',
  'contour',
  'gke-ingress',
  'haproxy',
  'haproxy-backend',
  'haproxy-ingress',
  'openshift',
  'traefik',
  'traefik-ingressroute',
]);

function hasRootPath({ router, routing, affinity }: RoutedReading): boolean {
  // A hashed cookie of Istio has no path, and browsers take that of the request.
  if (router === 'istio') return affinity.kind === 'cookie' && affinity.strength === 'pinned';
  if (router === 'ingress-nginx') return routing.rules.every(({ path }) => path === '/');
  return ROOT_PATH.has(router);
}

/** Routers that send HTTP to HTTPS wherever there is TLS, unless an annotation says `ssl-redirect: "false"`. */
const REDIRECTING: ReadonlySet<RouterId> = new Set<RouterId>([
  'contour',
  'emissary',
  'f5-nginx',
  'haproxy',
  'haproxy-backend',
  'haproxy-ingress',
  'ingress-nginx',
]);

/** Names that load balancers keep for their own cookies: one that stands before the new router would take its for theirs. */
const RESERVED =
  /^(AWSALB(APP|TG)?(CORS)?(-\d)?|AWSELB|GCLB|GCILB|GSSA|ApplicationGatewayAffinity(CORS)?|ARRAffinity)$/;
const LONGEST_NAME = 128;

/**
 * What clients of the old router met. ingress-nginx gives the cookie the path of the rule, and makes it Secure on a request
 * over TLS, which all are once it sends HTTP to HTTPS (balancer/sticky.lua); OpenShift makes it Secure, with
 * SameSite=None unless told another, where TLS ends at the router.
 */
export function effectiveAffinity(reading: RoutedReading): Effective {
  const { affinity, routing, router } = reading;
  if (affinity.kind !== 'cookie') return { affinity, tacit: {} };
  const renamed = RESERVED.test(affinity.name);
  const name = renamed ? routing.name.slice(0, LONGEST_NAME) : affinity.name;
  const isNginx = router === 'ingress-nginx';
  const isRouteWithTls = router === 'openshift' && reading.from.some(hasSecureCookie);
  const isSecure = (isNginx && redirectsToHttps(reading)) || isRouteWithTls;
  const path = affinity.path ?? (isNginx ? commonPath(routing) : undefined);
  const secure = affinity.secure ?? (isSecure || undefined);
  const sameSite = affinity.sameSite ?? (isRouteWithTls ? 'None' : undefined);
  return {
    affinity: {
      ...affinity,
      name,
      ...(path !== undefined && { path }),
      ...(secure !== undefined && { secure }),
      ...(sameSite !== undefined && { sameSite }),
    },
    tacit: {
      ...(renamed && { name: affinity.name }),
      ...(affinity.path === undefined && path !== undefined && { path: `${path} (of the rule)` }),
      ...(path === undefined && hasRootPath(reading) && { path: '/ (by default)' }),
      ...(affinity.sameSite === undefined && sameSite !== undefined && { sameSite: `${sameSite} (by default)` }),
      ...(affinity.secure === undefined && secure === true && { secure: 'true (over TLS)' }),
    },
  };
}

/** The path of all rules, where it is one that a browser returns and not `/`, which every router has without being told. */
function commonPath({ rules }: Routing): string | undefined {
  const [first, ...others] = new Set(rules.map(({ path }) => path));
  const plain = rules.every(({ match }) => match !== 'regex');
  return plain && others.length === 0 && first !== '/' ? first : undefined;
}

/** Whether a router sends HTTP to HTTPS by itself, where there is TLS. */
export function redirectsByItself(router: RouterId): boolean {
  return REDIRECTING.has(router);
}

/** Whether every rule is for a host with TLS, and HTTP is sent to HTTPS without a word. */
export function redirectsToHttps({ routing, from, router }: RoutedReading): boolean {
  if (!redirectsByItself(router)) return false;
  const everywhere = routing.tls.some(({ host }) => host === undefined);
  const hosts = new Set(routing.tls.map(({ host }) => host));
  return (
    routing.rules.length > 0 &&
    routing.rules.every(({ host }) => everywhere || (host !== undefined && hosts.has(host))) &&
    !from.some(({ metadata }) =>
      Object.entries(metadata.annotations ?? {}).some(
        ([name, value]) => name.endsWith('/ssl-redirect') && value === 'false',
      ),
    )
  );
}
