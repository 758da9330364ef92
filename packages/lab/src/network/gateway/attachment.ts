import type { Listener } from '../../resources/gateways.ts';
import { matches } from '../../resources/label-selector.ts';
import { GATEWAY_GROUP, type ParentReference } from '../../resources/schema/gateway-api.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import type { Finding } from './conditions.ts';
import { sharedHostnames } from './hostnames.ts';
import type { ListenerFindings } from './listeners.ts';

/** A parent of a route, as far as the gateway is concerned: rules and backends are not looked at. */
export interface Attachment {
  readonly parentRef: ParentReference;
  readonly accepted: Finding;
  /** By the listener's name. Empty unless accepted. */
  readonly hostnames: ReadonlyMap<string, readonly (string | undefined)[]>;
}

/** The gateway that a parent of a route names; undefined for parents that are no gateways. */
export function gatewayOf(
  { group = GATEWAY_GROUP, kind = 'Gateway', namespace, name }: ParentReference,
  route: Stored<'httproutes'>,
): { namespace: string | undefined; name: string } | undefined {
  if (group !== GATEWAY_GROUP || kind !== 'Gateway') return undefined;
  return { namespace: namespace ?? route.metadata.namespace, name };
}

/** Finds the listeners of a gateway to which a route attaches through one of its parentRefs. */
export function attach(
  store: StoreView,
  gateway: Stored<'gateways'>,
  findings: readonly ListenerFindings[],
  route: Stored<'httproutes'>,
  parentRef: ParentReference,
): Attachment {
  const refused = (reason: string, message: string): Attachment => {
    return { parentRef, accepted: { status: 'False', reason, message }, hostnames: new Map() };
  };
  const { sectionName, port } = parentRef;
  const named = findings.filter(
    ({ listener }) =>
      (sectionName === undefined || listener.name === sectionName) && (port === undefined || listener.port === port),
  );
  if (named.length === 0) {
    return refused('NoMatchingParent', 'The gateway has no listener of this sectionName and port');
  }
  const allowing = named.filter(
    ({ listener, supportedKinds }) => supportedKinds.length > 0 && isAllowed(store, gateway, listener, route),
  );
  if (allowing.length === 0) {
    return refused('NotAllowedByListeners', 'No listener allows routes of this namespace and kind');
  }
  const hostnames = new Map<string, readonly (string | undefined)[]>();
  for (const { listener } of allowing) {
    const shared = sharedHostnames(listener.hostname, route.spec.hostnames);
    if (shared !== undefined) hostnames.set(listener.name, shared);
  }
  if (hostnames.size === 0) {
    return refused('NoMatchingListenerHostname', 'No hostname of the route is one of a listener');
  }
  return { parentRef, accepted: { status: 'True', reason: 'Accepted', message: 'The route is accepted' }, hostnames };
}

function isAllowed(
  store: StoreView,
  { metadata }: Stored<'gateways'>,
  { allowedRoutes }: Listener,
  route: Stored<'httproutes'>,
): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  const { namespace = 'default' } = route.metadata;
  if (from === 'All') return true;
  if (from === 'Same') return namespace === metadata.namespace;
  return matches(selector, store.get('namespaces', { name: namespace })?.metadata.labels);
}
