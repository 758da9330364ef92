import type { EndpointPort } from 'kubernetes-types/discovery/v1.js';
import { SERVICE_NAME } from '../controllers/endpoint-slice.ts';
import type { Stored } from '../store/resource-types.ts';
import type { StoreView } from '../store/store.ts';

/** One pod's port behind a Service, by the address that the API shows. */
export interface ServiceEndpoint {
  readonly ip: string;
  readonly port: number;
  /** The pod's name, where the EndpointSlice tells it. */
  readonly pod?: string;
}

export interface ServiceEndpoints {
  /** Ready, and so given new connections. */
  readonly ready: readonly ServiceEndpoint[];
  /** On their way out, but still answering: what kube-proxy falls back to when none is ready. */
  readonly draining: readonly ServiceEndpoint[];
}

/** The endpoints of one port of a Service (`portName` is empty for the only, unnamed one), from its EndpointSlices. */
export function endpointsOf(store: StoreView, namespace: string, service: string, portName: string): ServiceEndpoints {
  const slices = store.list('endpointslices', namespace);
  return endpointsIn(
    slices.filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === service),
    portName,
  );
}

/** The same for who asks for many Services at one time: the slices are gone through once. */
export class EndpointIndex {
  readonly #slices = new Map<string, Stored<'endpointslices'>[]>();

  constructor(store: StoreView) {
    for (const slice of store.list('endpointslices')) {
      const { namespace, labels } = slice.metadata;
      const key = `${namespace}/${labels?.[SERVICE_NAME]}`;
      const known = this.#slices.get(key);
      if (known === undefined) this.#slices.set(key, [slice]);
      else known.push(slice);
    }
  }

  endpointsOf(namespace: string, service: string, portName: string): ServiceEndpoints {
    return endpointsIn(this.#slices.get(`${namespace}/${service}`) ?? [], portName);
  }
}

function endpointsIn(slices: readonly Stored<'endpointslices'>[], portName: string): ServiceEndpoints {
  // By address: one that two slices name is one endpoint all the same, and ready when one of them says so.
  const ready = new Map<string, ServiceEndpoint>();
  const draining = new Map<string, ServiceEndpoint>();
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4') continue;
    const port = slice.ports?.find((candidate) => isPort(candidate, portName))?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, targetRef } of slice.endpoints) {
      const [ip] = addresses;
      if (ip === undefined) continue;
      const endpoint = { ip, port, ...(targetRef?.name === undefined ? {} : { pod: targetRef.name }) };
      const id = `${ip}:${port}`;
      // Unset means ready (EndpointConditions of discovery.k8s.io/v1).
      if (conditions?.ready !== false) ready.set(id, endpoint);
      else if (conditions.serving === true && conditions.terminating === true) draining.set(id, endpoint);
    }
  }
  return { ready: [...ready.values()], draining: [...draining.values()] };
}

function isPort({ name, protocol }: EndpointPort, wanted: string): boolean {
  return (name ?? '') === wanted && (protocol ?? 'TCP') === 'TCP';
}
