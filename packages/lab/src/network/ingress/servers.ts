import type { HTTPIngressPath, IngressBackend } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import { DEFAULT_SETTINGS, type LocationSettings } from './annotations/settings.ts';
import type { ReadIngress } from './ingress-readings.ts';
import type { ServerLocation } from './server-location.ts';
import { upstreamName } from './upstream-draft.ts';
import { bytesOf } from './uri.ts';

type Ingress = Stored<'ingresses'>;

/** What locations are made of. */
type LocatedIngress = Pick<ReadIngress, 'ingress' | 'settings' | 'isCanary'>;

/** The name of the server that answers for every other host, and of rules without one. */
export const ANY_HOST = '_';

/** One server of nginx's configuration: a host of the rules, its aliases and its locations. */
export interface Server {
  /** `sticky.info`, `*.sticky.info` or `_`. */
  readonly hostname: string;
  readonly aliases: readonly string[];
  /** In the order of nginx's configuration. */
  readonly locations: readonly ServerLocation[];
  /** `www.` of it, or it without `www.`, is redirected to it. */
  readonly redirectsFromWww: boolean;
}

interface Draft {
  readonly hostname: string;
  aliases: readonly string[] | undefined;
  readonly locations: DraftLocation[];
  /** Of the locations, the first of each path. */
  readonly byPath: Map<string, DraftLocation>;
  redirectsFromWww: boolean;
}

interface DraftLocation {
  readonly path: string;
  readonly ingressPath: string;
  readonly pathType: 'Exact' | 'Prefix';
  /** Nobody's path yet: it leads to the default backend until an Ingress names it. */
  isDefault: boolean;
  upstream: string | undefined;
  route: string;
  settings: LocationSettings;
}

/** The servers of Ingresses that come in the order in which they count (controller/controller.go, `getBackendServers`). */
export function buildServers(ingresses: readonly LocatedIngress[]): readonly Server[] {
  const servers = draftServers(ingresses);
  const canaries = canaryUpstreams(ingresses);
  for (const read of ingresses) {
    for (const { host, http } of read.ingress.spec?.rules ?? []) {
      const server = servers.get(host || ANY_HOST) ?? servers.get(ANY_HOST);
      if (server === undefined) continue;
      for (const path of http?.paths ?? []) addPath(server, read, path, canaries);
    }
  }
  return [...servers.values()].map((draft) => finish(draft, servers));
}

/**
 * A server for each host, with a location `/` for what its rules leave open. The oldest Ingress of a host decides where
 * that leads, by its own default backend and with its own annotations.
 */
function draftServers(ingresses: readonly LocatedIngress[]): Map<string, Draft> {
  const catchAll = draftServer(ANY_HOST, undefined, DEFAULT_SETTINGS, '');
  const servers = new Map([[ANY_HOST, catchAll]]);
  for (const { ingress, settings, isCanary } of ingresses) {
    if (isCanary) continue;
    const { rules = [], defaultBackend } = ingress.spec ?? {};
    const upstream = defaultBackend === undefined ? undefined : upstreamName(ingress, defaultBackend);
    const [root] = catchAll.locations;
    if (rules.length === 0 && upstream !== undefined && root?.isDefault) {
      // Redirects and rewrites would change what the catch-all is for, and are left out.
      const { rewrite, redirect } = DEFAULT_SETTINGS;
      Object.assign(root, {
        isDefault: false,
        upstream,
        route: routeOf(ingress),
        settings: { ...settings, rewrite, redirect },
      });
    }
    for (const { host } of rules) {
      const hostname = host || ANY_HOST;
      const server = servers.get(hostname) ?? draftServer(hostname, upstream, settings, routeOf(ingress));
      servers.set(hostname, server);
      if (!server.aliases?.length) server.aliases = settings.aliases;
    }
  }
  return servers;
}

function draftServer(hostname: string, upstream: string | undefined, settings: LocationSettings, route: string): Draft {
  const root: DraftLocation = {
    path: '/',
    ingressPath: '/',
    pathType: 'Prefix',
    isDefault: true,
    upstream,
    route,
    settings,
  };
  return {
    hostname,
    aliases: undefined,
    locations: [root],
    byPath: new Map([[root.path, root]]),
    redirectsFromWww: false,
  };
}

/** The upstreams that a canary was the first to name: no location leads to them. */
function canaryUpstreams(ingresses: readonly LocatedIngress[]): ReadonlySet<string> {
  if (!ingresses.some(({ isCanary }) => isCanary)) return new Set();
  const firstIsCanary = new Map<string, boolean>();
  for (const { ingress, isCanary } of ingresses) {
    const { rules = [], defaultBackend } = ingress.spec ?? {};
    const paths = rules.flatMap(({ http }) => http?.paths ?? []);
    const byDefault = defaultBackend === undefined ? undefined : upstreamName(ingress, defaultBackend);
    // A default backend makes its upstream anew.
    if (byDefault !== undefined) firstIsCanary.set(byDefault, isCanary);
    for (const { backend } of paths) {
      const name = upstreamName(ingress, backend);
      if (name !== undefined && !firstIsCanary.has(name)) firstIsCanary.set(name, isCanary);
    }
  }
  return new Set([...firstIsCanary].filter(([, isCanary]) => isCanary).map(([name]) => name));
}

function addPath(
  server: Draft,
  { ingress, settings }: LocatedIngress,
  { path: text, pathType: written, backend }: HTTPIngressPath,
  canaries: ReadonlySet<string>,
): void {
  const upstream = upstreamOf(ingress, backend);
  if (upstream === undefined || canaries.has(upstream)) return;
  const ingressPath = text || '/';
  const path = bytesOf(ingressPath);
  // To ingress-nginx, ImplementationSpecific is Prefix.
  const pathType = written === 'Exact' ? 'Exact' : 'Prefix';
  const known = server.byPath.get(path);
  const location: DraftLocation = {
    path,
    ingressPath,
    pathType,
    isDefault: false,
    upstream,
    route: routeOf(ingress),
    settings,
  };
  if (known === undefined || known.pathType !== pathType) {
    server.locations.push(location);
    if (known === undefined) server.byPath.set(path, location);
  }
  // The oldest Ingress has the path; a later one with the same is ignored.
  else if (known.isDefault) Object.assign(known, location);
  else return;
  if (settings.redirect.fromToWww) server.redirectsFromWww = true;
}

function upstreamOf(ingress: Ingress, backend: IngressBackend): string | undefined {
  return backend.service === undefined ? undefined : upstreamName(ingress, backend);
}

function routeOf({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function finish(
  { hostname, aliases = [], locations, redirectsFromWww }: Draft,
  servers: ReadonlyMap<string, Draft>,
): Server {
  const sorted = locations.sort(
    (a, b) => b.path.length - a.path.length || (a.path < b.path ? 1 : a.path > b.path ? -1 : 0),
  );
  return {
    hostname,
    // A name that is a host of its own is no alias of another.
    aliases: aliases.filter((alias) => !servers.has(alias)),
    locations: nginxLocations(sorted),
    redirectsFromWww,
  };
}

/** A Prefix path `/foo` is `/foo/` and, unless somebody has it, `= /foo` (controller/location.go). */
function nginxLocations(locations: readonly DraftLocation[]): readonly ServerLocation[] {
  const exact = new Set(locations.filter(({ pathType }) => pathType === 'Exact').map(({ path }) => path));
  return locations.flatMap(
    ({ isDefault, path, ingressPath, pathType, upstream, route, settings }): ServerLocation[] => {
      const { target, useRegex } = settings.rewrite;
      const location = { path, pathType, ingressPath, isDefault, upstream, route, settings };
      if (path === '/' || pathType === 'Exact' || useRegex || (target !== undefined && target !== path))
        return [location];
      const prefix = { ...location, path: path.endsWith('/') ? path : `${path}/` };
      return exact.has(path) ? [prefix] : [prefix, { ...location, pathType: 'Exact', isImplied: true }];
    },
  );
}
