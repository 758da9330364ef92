import type { ServicePort } from 'kubernetes-types/core/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { Addressing } from '../addressing.ts';

/** One socket that a Service asks for. */
export interface WantedListener {
  /** Tells listeners of one Service apart, and changes when one has to be opened anew. */
  readonly id: string;
  readonly kind: 'address' | 'node-port';
  readonly port: ServicePort;
  readonly host: string;
  readonly ports: readonly number[];
}

/**
 * The sockets of a Service: one for each port at its own address, which is its ClusterIP and its load balancer's address
 * in one, and one for each NodePort. Where services have no address of their own, a ClusterIP is nowhere to be reached.
 */
export function wantedListeners(service: Stored<'services'>, addressing: Addressing): readonly WantedListener[] {
  const { spec } = service;
  const address = spec?.clusterIP;
  // A manifest may name any clusterIP, also 0.0.0.0: nothing listens on what is not the lab's.
  if (spec === undefined || spec.type === 'ExternalName' || !address || !addressing.services.includes(address))
    return [];
  return (spec.ports ?? []).filter(isTcp).flatMap((port) => {
    const listeners: WantedListener[] = [];
    if (addressing.mode === 'range' || spec.type === 'LoadBalancer') {
      const host = addressing.host(address);
      const wanted = addressing.port(port.port);
      listeners.push({
        id: `${host} ${port.port}`,
        kind: 'address',
        port,
        host,
        ports: wanted === 0 ? [0] : [wanted, 0],
      });
    }
    if (port.nodePort) {
      const id = `${addressing.node} ${port.nodePort} ${port.port}`;
      listeners.push({ id, kind: 'node-port', port, host: addressing.node, ports: [port.nodePort] });
    }
    return listeners;
  });
}

export function isTcp(port: ServicePort): boolean {
  return (port.protocol ?? 'TCP') === 'TCP';
}

/** Changes when the listeners of a Service must forget what they know. */
export function affinitySecondsOf({ spec }: Stored<'services'>, fallback: number): number | undefined {
  return spec?.sessionAffinity === 'ClientIP'
    ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? fallback)
    : undefined;
}
