import type { AppSpec } from './app-spec.ts';
import { ManifestError } from './errors.ts';
import { quote } from './rules/quote.ts';

/**
 * How a rule's path is compared with a request's.
 *
 * - `prefix`: path element by element (`/shop` matches `/shop/cart`, not `/shopping`).
 * - `exact`: the whole path.
 * - `regex`: a regular expression, from the path's beginning; its dialect is the router's.
 */
export type PathMatch = 'prefix' | 'exact' | 'regex';

/** One host and path, and the Service that they lead to. */
export interface Rule {
  /** DNS-1123 host, or one with a wildcard as its first label (`*.shop.example`); without it every host. */
  readonly host?: string;
  /** Starts with `/`. */
  readonly path: string;
  readonly match: PathMatch;
  /** Name of the Service, in the namespace of the routing. */
  readonly service: string;
  /** The port of the Service, by number or by name. */
  readonly port: number | string;
}

/** TLS that ends at the router. */
export interface Tls {
  /** The host that it is for; without it every host of the routing. */
  readonly host?: string;
  /** The Secret (kubernetes.io/tls) with the certificate; without it the router's own. */
  readonly secretName?: string;
}

/** What is routed where, whatever the router. Order says nothing: the most specific rule wins. */
export interface Routing {
  /** DNS-1123 subdomain. Names the object that routes, and what stands beside it. */
  readonly name: string;
  readonly namespace?: string;
  /** The IngressClass or GatewayClass; without it the router's usual one (`Router.className`) where it has to be told. */
  readonly className?: string;
  readonly rules: readonly Rule[];
  readonly tls: readonly Tls[];
}

/** The routing of an App: its one route, or none. */
export function routingOf({ name, port, route }: AppSpec): Routing {
  if (route === undefined) return { name, rules: [], tls: [] };
  const { host, path, ingressClassName } = route;
  return {
    name,
    ...(ingressClassName !== undefined && { className: ingressClassName }),
    rules: [{ ...(host !== undefined && { host }), path, match: 'prefix', service: name, port }],
    tls: [],
  };
}

/** Names of the Services that a routing leads to, each once, in the order of the rules. */
export function servicesOf({ rules }: Routing): readonly string[] {
  return [...new Set(rules.map(({ service }) => service))];
}

/** @throws ManifestError `invalid-input` when there is no rule, which a router that routes by host and path needs. */
export function requireRules({ name, rules }: Routing): void {
  if (rules.length > 0) return;
  const message = `${name} has no route: give one with a path, such as "/".`;
  throw new ManifestError('invalid-input', message, { issues: [{ path: 'route', message }] });
}

/**
 * The port of a rule for a router that knows ports by number alone.
 *
 * @throws ManifestError `unsupported-routing` for a port by name.
 */
export function portNumber({ service, port }: Rule): number {
  if (typeof port === 'number') return port;
  throw new ManifestError(
    'unsupported-routing',
    `The port "${port}" of the Service ${service} is needed by number: give the Service beside it, or the number.`,
  );
}

/**
 * For a router whose paths are no regular expressions, or whose regular expressions cannot begin with the path.
 *
 * @throws ManifestError `unsupported-routing` for a rule that is matched as one.
 */
export function requirePlainPaths({ rules }: Routing, title: string): void {
  const rule = rules.find(({ match }) => match === 'regex');
  if (rule === undefined) return;
  throw new ManifestError(
    'unsupported-routing',
    `${title} cannot match ${quote(rule.path)} as a regular expression from the path's beginning: match it as a prefix or exactly.`,
  );
}
