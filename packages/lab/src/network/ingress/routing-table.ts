import type { HTTPIngressPath, IngressBackend } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { ingressesInForce } from './ingress-admission.ts';
import type { Upstream } from './upstream.ts';
import { ANY_HOST, buildUpstreams, cookieLocation, hostOf, type Upstreams, upstreamName } from './upstreams.ts';

type Ingress = Stored<'ingresses'>;

/** One path of one host. */
export interface Location {
  /** As written in the Ingress. */
  readonly path: string;
  readonly match: 'exact' | 'elements' | 'characters';
  readonly upstream: Upstream;
  /** Whether an answer may set the affinity cookie here. */
  readonly setsCookie: boolean;
}

/** What the ingress knows: the locations of each host, and every upstream that one of them names. */
export interface RoutingTable {
  readonly hosts: ReadonlyMap<string, readonly Location[]>;
  readonly upstreams: Upstreams;
}

interface DraftLocation {
  readonly host: string;
  readonly path: string;
  readonly match: Location['match'];
  readonly backend: IngressBackend;
  readonly isDefault: boolean;
}

/** Builds the table anew from the store. Upstreams that did not change are taken over from `before`, with their state. */
export function buildRoutingTable(store: Store, before?: RoutingTable): RoutingTable {
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

function locationsOf({ spec }: Ingress): DraftLocation[] {
  const rules = (spec?.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map((path) => ({
      host: hostOf(host),
      path: path.path ?? '/',
      match: matchOf(path),
      backend: path.backend,
      isDefault: false,
    })),
  );
  if (spec?.defaultBackend === undefined) return rules;
  // It answers what the rules leave open, on their hosts; without rules, on any host.
  const hosts = new Set(rules.map(({ host }) => host));
  const defaults = [...(hosts.size === 0 ? [ANY_HOST] : hosts)].map((host) => ({
    host,
    path: '/',
    match: 'characters' as const,
    backend: spec.defaultBackend ?? {},
    isDefault: true,
  }));
  return [...rules, ...defaults];
}

/** ingress-nginx takes ImplementationSpecific for an nginx prefix location, which compares characters. */
function matchOf({ pathType }: HTTPIngressPath): Location['match'] {
  if (pathType === 'Exact') return 'exact';
  return pathType === 'Prefix' ? 'elements' : 'characters';
}
