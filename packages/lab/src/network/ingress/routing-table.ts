import { type IngressNginxSettings, readIngressNginx } from '@sticky/manifests';
import type { IngressBackend } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { endpointsOf, type ServiceEndpoint } from '../endpoints.ts';
import { ingressesInForce } from './ingress-admission.ts';
import { type Location, locationsOf } from './locations.ts';
import { buildUpstream, type Upstream } from './upstream.ts';

type Ingress = Stored<'ingresses'>;

/** What the ingress knows: the locations of each host, and every upstream that one of them names. */
export interface RoutingTable {
  readonly hosts: ReadonlyMap<string, readonly Location[]>;
  readonly upstreams: ReadonlyMap<string, Upstream>;
}

interface Draft {
  readonly service: { readonly namespace: string; readonly name: string; readonly port: IngressPort };
  /** The settings of the Ingresses that name the upstream, in order. */
  readonly settings: IngressNginxSettings[];
  readonly cookieLocations: Set<string>;
}

type IngressPort = NonNullable<NonNullable<IngressBackend['service']>['port']>;

interface DraftLocation {
  readonly host: string;
  readonly path: string;
  readonly match: Location['match'];
  readonly upstream: string;
  readonly isDefault: boolean;
}

/** Builds the table anew from the store. Upstreams that did not change are taken over from `before`, with their state. */
export function buildRoutingTable(store: Store, before?: RoutingTable): RoutingTable {
  const drafts = new Map<string, Draft>();
  const locations: DraftLocation[] = [];
  for (const ingress of ingressesInForce(store)) {
    const { settings } = readIngressNginx(ingress.metadata.annotations ?? {});
    for (const location of locationsOf(ingress)) {
      const { host, path, backend, isDefault } = location;
      const name = upstreamName(ingress, backend);
      if (backend.service?.port === undefined || name === undefined) continue;
      const draft = drafts.get(name) ?? {
        service: {
          namespace: ingress.metadata.namespace ?? 'default',
          name: backend.service.name,
          port: backend.service.port,
        },
        settings: [],
        cookieLocations: new Set(),
      };
      drafts.set(name, draft);
      draft.settings.push(settings);
      if (settings.affinity && !isDefault) draft.cookieLocations.add(`${host} ${path}`);
      // The oldest Ingress has a host's path; a later one with the same is ignored.
      const isTaken = locations.some(
        (other) => other.host === host && other.path === path && other.match === location.match,
      );
      if (!isTaken) locations.push({ host, path, match: location.match, upstream: name, isDefault });
    }
  }
  const upstreams = new Map<string, Upstream>();
  for (const [name, draft] of drafts) {
    const endpoints = readyEndpoints(store, draft.service);
    upstreams.set(name, buildUpstream({ name, endpoints, settings: draft.settings }, before?.upstreams.get(name)));
  }
  return { hosts: hostsOf(locations, drafts, upstreams), upstreams };
}

function hostsOf(
  locations: readonly DraftLocation[],
  drafts: ReadonlyMap<string, Draft>,
  upstreams: ReadonlyMap<string, Upstream>,
): ReadonlyMap<string, readonly Location[]> {
  const hosts = new Map<string, Location[]>();
  for (const { host, path, match, upstream: name, isDefault } of locations) {
    const upstream = upstreams.get(name);
    if (upstream === undefined) continue;
    const setsCookie = !isDefault && drafts.get(name)?.cookieLocations.has(`${host} ${path}`) === true;
    hosts.set(host, [...(hosts.get(host) ?? []), { path, match, upstream, setsCookie }]);
  }
  return hosts;
}

/** `namespace-service-port`: what all Ingresses that name the same port of the same Service share. */
function upstreamName({ metadata }: Ingress, { service }: IngressBackend): string | undefined {
  const port = service?.port?.number ?? service?.port?.name;
  return service === undefined || port === undefined ? undefined : `${metadata.namespace}-${service.name}-${port}`;
}

function readyEndpoints(store: Store, { namespace, name, port }: Draft['service']): readonly ServiceEndpoint[] {
  const service = store.get('services', { namespace, name });
  const found = service?.spec?.ports?.find((candidate) =>
    port.number === undefined ? candidate.name === port.name : candidate.port === port.number,
  );
  return found === undefined ? [] : endpointsOf(store, namespace, name, found.name ?? '').ready;
}
