import { z } from 'zod';
import { parseJson } from '../api/json.ts';
import type { Observed } from '../api/objects.ts';
import type { Address } from './addresses.ts';
import type { RouteAffinity, RouteView } from './app-view.ts';
import { ruleAffinity } from './session-persistence.ts';
import type { Snapshot } from './snapshot.ts';

type Gateway = Observed<'Gateway'>;
type Listener = Gateway['spec']['listeners'][number];

/**
 * The routes by which an HTTPRoute leads to one of the services: one for each listener, host and path. Only those of
 * Gateways in the same namespace, as others cannot be seen.
 */
export function gatewayRoutesOf(
  route: Observed<'HTTPRoute'>,
  services: ReadonlySet<string>,
  { gateways }: Snapshot,
): readonly RouteView[] {
  const views = route.spec.parentRefs.flatMap((parent) => {
    const isHere = parent.kind === 'Gateway' && parent.namespace === undefined;
    const gateway = gateways.find(({ metadata }) => isHere && metadata.name === parent.name);
    if (gateway === undefined) return [];
    const paths = pathsTo(route, services, controllerOf(route, parent.name));
    return gateway.spec.listeners
      .filter(({ name, port }) => (parent.sectionName ?? name) === name && (parent.port ?? port) === port)
      .flatMap((listener) => placesOf(gateway, listener, route))
      .flatMap((place) => paths.map((path) => routeView(route, gateway, place, path)));
  });
  return [...new Map(views.map((view) => [view.url, view])).values()];
}

/** Who has taken the route on for a Gateway of its namespace. */
function controllerOf({ status }: Observed<'HTTPRoute'>, gateway: string): string | undefined {
  return status.parents.find(({ parentRef }) => parentRef.name === gateway)?.controllerName;
}

function routeView(
  { metadata }: Observed<'HTTPRoute'>,
  gateway: Gateway,
  { origin, connectTo }: RoutePlace,
  { path, affinity }: RoutePath,
): RouteView {
  return {
    name: metadata.name,
    router: 'gateway-api',
    className: gateway.spec.gatewayClassName,
    url: `${origin}${path}`,
    ...(connectTo !== undefined && { connectTo }),
    affinity,
  };
}

interface RoutePlace {
  /** `http://sticky.info` */
  readonly origin: string;
  readonly connectTo: Address | undefined;
}

function placesOf(gateway: Gateway, listener: Listener, { spec }: Observed<'HTTPRoute'>): RoutePlace[] {
  const scheme = SCHEMES.get(listener.protocol);
  if (scheme === undefined) return [];
  const connectTo = listenerAddress(gateway, listener);
  const hosts = spec.hostnames.filter((host) => isCovered(host, listener.hostname));
  const own = spec.hostnames.length === 0 ? [listener.hostname || connectTo?.host || gateway.metadata.name] : hosts;
  // Whoever types an address meets the port as it is; a name is looked up, and brings its port along.
  const port = spec.hostnames.length === 0 && listener.hostname === '' ? connectTo?.port : listener.port;
  const suffix = port === undefined || port === USUAL_PORTS[scheme] ? '' : `:${port}`;
  return own.map((host) => ({ origin: `${scheme}://${host}${suffix}`, connectTo }));
}

const SCHEMES: ReadonlyMap<string, 'http' | 'https'> = new Map([
  ['HTTP', 'http'],
  ['HTTPS', 'https'],
]);
const USUAL_PORTS = { http: 80, https: 443 };

/** The lab's way to say where the ports of a Gateway are in truth: its status has no place for it. */
const PORTS_ANNOTATION = 'lab.sticky/ports';
const portsSchema = z.record(z.string(), z.int().min(1).max(65_535));

function listenerAddress({ metadata, status }: Gateway, { port }: Listener): Address | undefined {
  const host = status.addresses[0]?.value;
  if (!host) return undefined;
  const moved = portsSchema.safeParse(parseJson(metadata.annotations[PORTS_ANNOTATION] ?? '{}')).data;
  return { host, port: moved?.[port] ?? port };
}

/** Whether a listener takes requests for a route's host. Either may begin with `*.`. */
function isCovered(host: string, listener: string): boolean {
  if (listener === '' || listener === host) return true;
  return listener.startsWith('*.')
    ? host.endsWith(listener.slice(1))
    : host.startsWith('*.') && listener.endsWith(host.slice(1));
}

interface RoutePath {
  readonly path: string;
  readonly affinity: RouteAffinity;
}

/** The paths of the rules that lead to one of the services. Of an expression nobody can type one. */
function pathsTo(
  { spec }: Observed<'HTTPRoute'>,
  services: ReadonlySet<string>,
  controller: string | undefined,
): RoutePath[] {
  return spec.rules
    .filter(({ backendRefs }) =>
      backendRefs.some(
        ({ kind, namespace, name }) => kind === 'Service' && namespace === undefined && services.has(name),
      ),
    )
    .flatMap((rule) => {
      const affinity = ruleAffinity(rule, controller);
      const paths = rule.matches.length === 0 ? ['/'] : rule.matches.map(({ path }) => typedPath(path));
      return paths.map((path) => ({ path, affinity }));
    });
}

function typedPath(path: { readonly type: string; readonly value: string } | undefined): string {
  return path === undefined || path.type === 'RegularExpression' ? '/' : path.value;
}
