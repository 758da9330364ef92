import { setsCookieAt } from './affinity-settings.ts';
import { ingressesInForce } from './ingress-admission.ts';
import { type IngressLocation, type Location, locationsOf } from './locations.ts';
import type { RouteWarning } from './route-warning.ts';
import { buildUpstreams, type UpstreamSources, type Upstreams, upstreamName } from './upstreams.ts';

/** What the ingress knows: the locations of each host, and every upstream that one of them names. */
export interface RoutingTable {
  readonly hosts: ReadonlyMap<string, readonly Location[]>;
  readonly upstreams: Upstreams;
  readonly warnings: readonly RouteWarning[];
}

export type RouteSources = Omit<UpstreamSources, 'warn'>;

/** Builds the table anew from the store. Upstreams that did not change are taken over from `before`, with their state. */
export function buildRoutingTable(sources: RouteSources, before?: RoutingTable): RoutingTable {
  const ingresses = ingressesInForce(sources.store);
  const warnings: RouteWarning[] = [];
  const warn: UpstreamSources['warn'] = (ingress, reason, message) => warnings.push({ ingress, reason, message });
  const drafts = new Map<string, (IngressLocation & { upstream: string })[]>();
  for (const ingress of ingresses) {
    const isCanary = ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/canary'] === 'true';
    for (const location of locationsOf(ingress)) {
      const upstream = upstreamName(ingress, location.backend);
      const known = drafts.get(location.host) ?? [];
      // The oldest Ingress has a host's path; a later one with the same is ignored.
      const isTaken = known.some((other) => other.path === location.path && other.match === location.match);
      if (upstream === undefined || isTaken || isCanary) continue;
      drafts.set(location.host, [...known, { ...location, upstream }]);
    }
  }
  const servers = [...drafts].map(([hostname, locations]) => ({
    hostname,
    aliases: [],
    locations: locations.map(({ path, match, upstream }) => ({
      ingressPath: path,
      pathType: match === 'exact' ? ('Exact' as const) : ('Prefix' as const),
      upstream,
    })),
  }));
  const upstreams = buildUpstreams({ ...sources, warn }, ingresses, servers, before?.upstreams);
  const hosts = new Map<string, Location[]>();
  for (const [host, locations] of drafts) {
    const all = locations.flatMap(({ path, match, upstream: name, isDefault }) => {
      const upstream = upstreams.get(name);
      if (upstream === undefined) return [];
      const { affinity } = upstream;
      const setsCookie = !isDefault && affinity !== undefined && setsCookieAt(affinity, host, host, path);
      return [{ host, path, match, upstream, setsCookie }];
    });
    hosts.set(host, all);
  }
  return { hosts, upstreams, warnings };
}
