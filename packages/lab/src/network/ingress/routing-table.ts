import { EndpointIndex } from '../endpoints.ts';
import type { IngressReadings, ReadIngress } from './ingress-readings.ts';
import type { RouteWarning } from './route-warning.ts';
import { indexLocations, type LocationIndex, type Patterns } from './server-location.ts';
import { ServerNames } from './server-names.ts';
import { buildServers, type Server } from './servers.ts';
import { buildUpstreams, type UpstreamSources, type Upstreams } from './upstreams.ts';

/** A server, ready to be asked. */
export interface RoutedServer extends Server {
  readonly index: LocationIndex;
  /** Where a request for `/` is redirected to: what the first of its locations asks for. */
  readonly appRoot: string | undefined;
}

/** What the ingress knows: the server of each host, and every upstream that one of its locations names. */
export interface RoutingTable extends Servers {
  readonly upstreams: Upstreams;
  readonly warnings: readonly RouteWarning[];
}

interface Servers {
  /** What the servers are made of, in the order in which it counts. */
  readonly ingresses: readonly ReadIngress[];
  readonly servers: readonly RoutedServer[];
  readonly names: ServerNames<RoutedServer>;
  readonly patterns: Patterns;
}

export interface RouteSources extends Omit<UpstreamSources, 'warn' | 'endpoints'> {
  readonly readings: IngressReadings;
}

/**
 * Builds the table anew from the store. What costs is taken over from `before` where nothing changed: the servers while
 * only pods come and go, compiled patterns, and upstreams with their state.
 */
export function buildRoutingTable({ readings, ...sources }: RouteSources, before?: RoutingTable): RoutingTable {
  const servers = routeServers(readings.inForce(sources.store), before);
  const warnings: RouteWarning[] = [];
  const warn: UpstreamSources['warn'] = (ingress, reason, message) => warnings.push({ ingress, reason, message });
  const endpoints = new EndpointIndex(sources.store);
  const annotated = servers.ingresses.map(({ ingress, upstreamSettings: settings }) => ({ ingress, settings }));
  const upstreams = buildUpstreams({ ...sources, warn, endpoints }, annotated, servers.servers, before?.upstreams);
  return { ...servers, upstreams, warnings };
}

function routeServers(ingresses: readonly ReadIngress[], before: Servers | undefined): Servers {
  const isSame =
    before?.ingresses.length === ingresses.length && before.ingresses.every((read, index) => read === ingresses[index]);
  if (isSame) return before;
  const patterns: Patterns = new Map();
  const servers = buildServers(ingresses).map((server) => ({
    ...server,
    index: indexLocations(server.locations, patterns, before?.patterns ?? new Map()),
    appRoot: server.locations.find(({ settings }) => settings.rewrite.appRoot !== undefined)?.settings.rewrite.appRoot,
  }));
  return { ingresses, servers, names: new ServerNames(servers), patterns };
}
