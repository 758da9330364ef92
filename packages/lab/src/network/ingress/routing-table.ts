import type { IngressReadings } from './ingress-readings.ts';
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
export interface RoutingTable {
  readonly names: ServerNames<RoutedServer>;
  readonly upstreams: Upstreams;
  readonly warnings: readonly RouteWarning[];
  readonly patterns: Patterns;
}

export interface RouteSources extends Omit<UpstreamSources, 'warn'> {
  readonly readings: IngressReadings;
}

/**
 * Builds the table anew from the store. What costs is taken over from `before` where nothing changed: patterns, and
 * upstreams with their state.
 */
export function buildRoutingTable({ readings, ...sources }: RouteSources, before?: RoutingTable): RoutingTable {
  const ingresses = readings.inForce(sources.store);
  const warnings: RouteWarning[] = [];
  const warn: UpstreamSources['warn'] = (ingress, reason, message) => warnings.push({ ingress, reason, message });
  const servers = buildServers(ingresses);
  const patterns: Patterns = new Map();
  const routed = servers.map((server) => ({
    ...server,
    index: indexLocations(server.locations, patterns, before?.patterns ?? new Map()),
    appRoot: server.locations.find(({ settings }) => settings.rewrite.appRoot !== undefined)?.settings.rewrite.appRoot,
  }));
  const all = ingresses.map(({ ingress }) => ingress);
  const upstreams = buildUpstreams({ ...sources, warn }, all, servers, before?.upstreams);
  return { names: new ServerNames(routed), upstreams, warnings, patterns };
}
