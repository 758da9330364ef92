import type { Listener, RouteGroupKind } from '../../resources/gateways.ts';
import { GATEWAY_GROUP } from '../../resources/schema/gateway-api.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import type { Finding } from './conditions.ts';
import { intersection } from './hostnames.ts';
import { type ListenerCertificate, listenerCertificates } from './listener-certificates.ts';

/** What can be said of a listener before it listens. */
export interface ListenerFindings {
  readonly listener: Listener;
  readonly supportedKinds: readonly RouteGroupKind[];
  readonly accepted: Finding;
  readonly conflicted: Finding;
  readonly resolvedRefs: Finding;
  /** Hostnames of another listener for HTTPS on the port, as far as they are its own; absent where there are none. */
  readonly overlap: Finding | undefined;
  /** For HTTPS. */
  readonly certificates: readonly ListenerCertificate[];
}

const HTTP_ROUTE: RouteGroupKind = { group: GATEWAY_GROUP, kind: 'HTTPRoute' };

const RESOLVED: Finding = { status: 'True', reason: 'ResolvedRefs', message: 'All references are resolved' };

const PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTPS']);

export function inspectListeners(store: StoreView, gateway: Stored<'gateways'>): ListenerFindings[] {
  const { spec } = gateway;
  return spec.listeners.map((listener) => {
    const conflict = conflictOf(listener, spec.listeners);
    const { supportedKinds, fault } = kindsOf(listener);
    const certificates = listenerCertificates(store, gateway, listener);
    const hasAll = !('reason' in certificates);
    return {
      listener,
      supportedKinds,
      accepted: acceptance(listener, conflict),
      conflicted: conflict ?? { status: 'False', reason: 'NoConflicts', message: 'No other listener is in the way' },
      resolvedRefs: fault ?? (hasAll ? RESOLVED : certificates),
      overlap: overlapOf(listener, spec.listeners),
      certificates: hasAll ? certificates : [],
    };
  });
}

/** Whether the listener is to have a socket. Kinds of routes that nobody knows keep it from none of those that it knows. */
export function isUsable({
  listener,
  accepted,
  resolvedRefs,
  supportedKinds,
  certificates,
}: ListenerFindings): boolean {
  const hasKinds = resolvedRefs.status === 'True' || resolvedRefs.reason === 'InvalidRouteKinds';
  const hasCertificate = listener.protocol !== 'HTTPS' || certificates.length > 0;
  return accepted.status === 'True' && hasKinds && supportedKinds.length > 0 && hasCertificate;
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

/** A client may use its connection to one of them for the other: it gets 421 then. */
function overlapOf({ name, port, protocol, hostname }: Listener, all: readonly Listener[]): Finding | undefined {
  if (protocol !== 'HTTPS') return undefined;
  const others = all.filter(
    (other) =>
      other.name !== name &&
      other.port === port &&
      other.protocol === 'HTTPS' &&
      (hostname === undefined || other.hostname === undefined || intersection(hostname, other.hostname) !== undefined),
  );
  if (others.length === 0) return undefined;
  const message = `Hostnames of the listener ${others.map((other) => other.name).join(', ')} are hostnames of this one`;
  return { status: 'True', reason: 'OverlappingHostnames', message };
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
