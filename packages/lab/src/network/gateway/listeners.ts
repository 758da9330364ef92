import type { Listener, RouteGroupKind } from '../../resources/gateways.ts';
import { GATEWAY_GROUP } from '../../resources/schema/gateway-api.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { Finding } from './conditions.ts';

/** What can be said of a listener before it listens. */
export interface ListenerFindings {
  readonly listener: Listener;
  readonly supportedKinds: readonly RouteGroupKind[];
  readonly accepted: Finding;
  readonly conflicted: Finding;
  readonly resolvedRefs: Finding;
}

export const HTTP_ROUTE: RouteGroupKind = { group: GATEWAY_GROUP, kind: 'HTTPRoute' };

const PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTPS']);

export function inspectListeners({ spec }: Stored<'gateways'>): ListenerFindings[] {
  return spec.listeners.map((listener) => {
    const conflict = conflictOf(listener, spec.listeners);
    const { supportedKinds, fault } = kindsOf(listener);
    return {
      listener,
      supportedKinds,
      accepted: acceptance(listener, conflict),
      conflicted: conflict ?? { status: 'False', reason: 'NoConflicts', message: 'No other listener is in the way' },
      resolvedRefs: fault ?? { status: 'True', reason: 'ResolvedRefs', message: 'All references are resolved' },
    };
  });
}

/** Whether the listener is to have a socket: what it lacks for that is no fault of its routes. */
export function isUsable({ accepted, conflicted, resolvedRefs, supportedKinds }: ListenerFindings): boolean {
  const hasRefs =
    resolvedRefs.status === 'True' || (resolvedRefs.reason === 'InvalidRouteKinds' && supportedKinds.length > 0);
  return accepted.status === 'True' && conflicted.status === 'False' && hasRefs;
}

function acceptance({ protocol, tls }: Listener, conflict: Finding | undefined): Finding {
  if (!PROTOCOLS.has(protocol)) {
    const message = `The lab does not support the protocol ${protocol}: use HTTP or HTTPS`;
    return { status: 'False', reason: 'UnsupportedProtocol', message };
  }
  if (protocol === 'HTTPS' && tls === undefined) {
    return {
      status: 'False',
      reason: 'UnsupportedValue',
      message: 'A listener of protocol HTTPS needs tls.certificateRefs',
    };
  }
  if (protocol === 'HTTPS') {
    return { status: 'False', reason: 'UnsupportedProtocol', message: 'The lab does not end TLS yet' };
  }
  if (conflict !== undefined) return { ...conflict, status: 'False' };
  return { status: 'True', reason: 'Accepted', message: 'The listener is valid' };
}

/** The CRD sees to it that listeners of one protocol differ; on one port, two protocols never do. */
function conflictOf({ port, protocol }: Listener, all: readonly Listener[]): Finding | undefined {
  if (!PROTOCOLS.has(protocol)) return undefined;
  const others = all.filter(
    (other) => other.port === port && other.protocol !== protocol && PROTOCOLS.has(other.protocol),
  );
  if (others.length === 0) return undefined;
  const names = others.map(({ name }) => name).join(', ');
  return {
    status: 'True',
    reason: 'ProtocolConflict',
    message: `Port ${port} has another protocol in listener ${names}`,
  };
}

function kindsOf({ allowedRoutes }: Listener): { supportedKinds: RouteGroupKind[]; fault?: Finding } {
  const wanted = allowedRoutes?.kinds ?? [];
  if (wanted.length === 0) return { supportedKinds: [HTTP_ROUTE] };
  const isKnown = ({ group = GATEWAY_GROUP, kind }: RouteGroupKind) => group === GATEWAY_GROUP && kind === 'HTTPRoute';
  const supportedKinds = wanted.some(isKnown) ? [HTTP_ROUTE] : [];
  const unknown = wanted.filter((one) => !isKnown(one)).map(({ kind }) => kind);
  if (unknown.length === 0) return { supportedKinds };
  const message = `The lab does not know routes of kind ${unknown.join(', ')}`;
  return { supportedKinds, fault: { status: 'False', reason: 'InvalidRouteKinds', message } };
}
