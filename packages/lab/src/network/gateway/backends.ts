import type { HTTPBackendRef } from '../../resources/schema/http-route-rule.ts';
import type { StoreView } from '../../store/store.ts';
import type { EndpointIndex, ServiceEndpoint } from '../endpoints.ts';
import { mayRefer } from './reference-grants.ts';

/** A backendRef, resolved: where its share of the requests goes. */
export type Backend =
  | { readonly weight: number; readonly endpoints: readonly ServiceEndpoint[]; readonly fault?: undefined }
  /** Requests that would go there are answered with 500. */
  | { readonly weight: number; readonly endpoints: readonly []; readonly fault: BackendFault };

export interface BackendFault {
  /** Of the condition ResolvedRefs. */
  readonly reason: 'RefNotPermitted' | 'InvalidKind' | 'BackendNotFound' | 'UnsupportedProtocol';
  readonly message: string;
}

/** Protocols of a Service's port that a request can be forwarded in; the pods are spoken to in HTTP/1.1. */
const PROTOCOLS: ReadonlySet<string | undefined> = new Set([undefined, '', 'http', 'kubernetes.io/ws', 'ws']);

/** What backendRefs are resolved from: the endpoints are gone through once for all of them. */
export interface BackendSources {
  readonly store: StoreView;
  readonly endpoints: EndpointIndex;
}

/** @param namespace of the route */
export function resolveBackend({ store, endpoints }: BackendSources, namespace: string, ref: HTTPBackendRef): Backend {
  const { weight = 1 } = ref;
  const found = findPort(store, namespace, ref);
  if ('reason' in found) return { weight, endpoints: [], fault: found };
  const { ready, draining } = endpoints.endpointsOf(found.namespace, ref.name, found.portName);
  return { weight, endpoints: ready.length > 0 ? ready : draining };
}

function findPort(
  store: StoreView,
  from: string,
  { group = '', kind = 'Service', namespace = from, name, port }: HTTPBackendRef,
): BackendFault | { readonly namespace: string; readonly portName: string } {
  if (group !== '' || kind !== 'Service') {
    const shown = group === '' ? kind : `${kind}.${group}`;
    return { reason: 'InvalidKind', message: `backendRef ${name} is a ${shown}; the lab knows Service` };
  }
  if (!mayRefer(store, { kind: 'HTTPRoute', namespace: from }, { kind: 'Service', namespace, name })) {
    const message = `Service ${namespace}/${name} is in another namespace, and no ReferenceGrant there permits it`;
    return { reason: 'RefNotPermitted', message };
  }
  const service = store.get('services', { namespace, name });
  if (service === undefined) return { reason: 'BackendNotFound', message: `Service ${namespace}/${name} not found` };
  if (service.spec?.type === 'ExternalName') {
    return { reason: 'InvalidKind', message: `Service ${namespace}/${name} is an ExternalName, which has no pods` };
  }
  const found = service.spec?.ports?.find((candidate) => candidate.port === port);
  if (found === undefined) {
    return { reason: 'BackendNotFound', message: `Service ${namespace}/${name} has no port ${port}` };
  }
  if (!PROTOCOLS.has(found.appProtocol)) {
    const message = `port ${port} of Service ${namespace}/${name} speaks ${found.appProtocol}; the lab speaks HTTP/1.1 to pods`;
    return { reason: 'UnsupportedProtocol', message };
  }
  return { namespace, portName: found.name ?? '' };
}
