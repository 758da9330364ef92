import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Loss } from '../router.ts';
import { type PathMatch, portNumber, type Routing, type Rule, type Tls } from '../routing.ts';
import { forWholePath } from '../rules/whole-path-regex.ts';
import { byHost } from './by-host.ts';

/** A Gateway and the HTTPRoutes that hang on it. */
export interface GatewayRouting {
  readonly gateway: KubernetesObject;
  /** One for each host, more where a host has more rules than one HTTPRoute holds. */
  readonly routes: readonly KubernetesObject[];
  readonly losses: readonly Loss[];
  readonly needs: readonly string[];
}

/** Limits of the CRDs of v1.6.1: 16 rules a route, 128 matches in all of them, 64 listeners a Gateway. */
const MOST_RULES = 16;
const MOST_MATCHES = 8;
const MOST_LISTENERS = 64;

const API_VERSION = 'gateway.networking.k8s.io/v1';

/** What an implementation adds to a Gateway and its HTTPRoutes. */
export interface RouteAdditions {
  /** The GatewayClass when the routing names none. */
  readonly className: string;
  /** What each rule says of affinity. */
  readonly sessionPersistence?: object | undefined;
  /** How a regular expression from the path's beginning is written. Default: as one for the whole path, as Envoy matches. */
  readonly writeRegex?: (expression: string) => string;
}

/**
 * A routing as a Gateway with a listener for HTTP and one for each host with TLS, and HTTPRoutes. The hostnames of an HTTPRoute
 * are for all of its rules, so each host has its own.
 *
 * @throws ManifestError `invalid-input` without a rule, `unsupported-routing` for a port by name or too many hosts with TLS.
 */
export function gatewayRouting(routing: Routing, additions: RouteAdditions): GatewayRouting {
  const { name, namespace, tls } = routing;
  const metadata = (own: string) => ({ name: own, ...(namespace !== undefined && { namespace }) });
  const routes = byHost(routing).flatMap((part) =>
    chunks(MOST_RULES, routeRules(part.rules, additions)).map((rules, index) => ({
      apiVersion: API_VERSION,
      kind: 'HTTPRoute',
      metadata: metadata(index === 0 ? part.name : `${part.name}-${index + 1}`),
      spec: {
        parentRefs: [{ name }],
        ...(part.host !== undefined && { hostnames: [part.host] }),
        rules,
      },
    })),
  );
  const secret = `${name}-tls`;
  const gatewayClassName = routing.className ?? additions.className;
  const gateway = {
    apiVersion: API_VERSION,
    kind: 'Gateway',
    metadata: metadata(name),
    spec: { gatewayClassName, listeners: listeners(tls, secret) },
  };
  return { gateway, routes, ...withoutSecret(tls, secret) };
}

/** One rule for each Service, so that its paths share one session. */
function routeRules(rules: readonly Rule[], { sessionPersistence, writeRegex = forWholePath }: RouteAdditions) {
  const byBackend = Map.groupBy(rules, (rule) => `${rule.service}:${portNumber(rule)}`);
  return [...byBackend.values()]
    .flatMap((same) => chunks(MOST_MATCHES, same))
    .map((same) => ({
      matches: same.map(({ path, match }) => ({
        path: { type: PATH_TYPE[match], value: match === 'regex' ? writeRegex(path) : path },
      })),
      backendRefs: same.slice(0, 1).map((rule) => ({ name: rule.service, port: portNumber(rule) })),
      ...(sessionPersistence !== undefined && { sessionPersistence }),
    }));
}

const PATH_TYPE = {
  prefix: 'PathPrefix',
  exact: 'Exact',
  regex: 'RegularExpression',
} as const satisfies Record<PathMatch, string>;

/** Routes attach to every listener whose hostname fits, so that a host with TLS answers by HTTP too, as an Ingress does. */
function listeners(tls: readonly Tls[], secret: string) {
  const hosts = [...Map.groupBy(tls, ({ host }) => host)];
  if (hosts.length >= MOST_LISTENERS) {
    throw new ManifestError(
      'unsupported-routing',
      `A Gateway has at most ${MOST_LISTENERS} listeners, so ${hosts.length} hosts with TLS are too many: divide them between routings.`,
    );
  }
  return [
    { name: 'http', protocol: 'HTTP', port: 80 },
    ...hosts.map(([host, entries], index) => ({
      name: hosts.length === 1 ? 'https' : `https-${index + 1}`,
      ...(host !== undefined && { hostname: host }),
      protocol: 'HTTPS',
      port: 443,
      tls: { mode: 'Terminate', certificateRefs: entries.map(({ secretName }) => ({ name: secretName ?? secret })) },
    })),
  ];
}

function withoutSecret(tls: readonly Tls[], secret: string): Pick<GatewayRouting, 'losses' | 'needs'> {
  if (tls.every(({ secretName }) => secretName !== undefined)) return { losses: [], needs: [] };
  const reason = `A Gateway has no certificate of its own: its listener names the Secret ${secret} instead.`;
  const need = `A Secret ${secret} of type kubernetes.io/tls with a certificate for the hosts that named none.`;
  return { losses: [{ field: 'tls.secretName', reason }], needs: [need] };
}

function chunks<T>(size: number, entries: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
    entries.slice(index * size, (index + 1) * size),
  );
}
