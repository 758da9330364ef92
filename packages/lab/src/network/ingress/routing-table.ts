import type { StoreView } from '../../store/store.ts';
import { ingressesInForce } from './ingress-admission.ts';
import { type Location, locationsOf } from './locations.ts';
import { buildUpstreams, cookieLocation, type Upstreams, upstreamName } from './upstreams.ts';

/** What the ingress knows: the locations of each host, and every upstream that one of them names. */
export interface RoutingTable {
  readonly hosts: ReadonlyMap<string, readonly Location[]>;
  readonly upstreams: Upstreams;
}

/** Builds the table anew from the store. Upstreams that did not change are taken over from `before`, with their state. */
export function buildRoutingTable(store: StoreView, before?: RoutingTable): RoutingTable {
  const ingresses = ingressesInForce(store);
  const upstreams = buildUpstreams(store, ingresses, before?.upstreams);
  const hosts = new Map<string, Location[]>();
  for (const ingress of ingresses) {
    for (const { host, path, match, backend, isDefault } of locationsOf(ingress)) {
      const upstream = upstreams.get(upstreamName(ingress, backend) ?? '');
      const known = hosts.get(host) ?? [];
      // The oldest Ingress has a host's path; a later one with the same is ignored.
      const isTaken = known.some((other) => other.path === path && other.match === match);
      if (upstream === undefined || isTaken) continue;
      const setsCookie = !isDefault && upstream.facts.cookieLocations.has(cookieLocation(host, path));
      hosts.set(host, [...known, { path, match, upstream, setsCookie }]);
    }
  }
  return { hosts, upstreams };
}
