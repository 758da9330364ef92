import type { ServicePort, ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { Addressing } from '../addressing.ts';

export type ListenerKind = 'address' | 'node-port';

/** One socket that a Service asks for. */
export interface WantedListener {
  /** Tells sockets apart: another one is another place. What else may change about a port, its socket need not know. */
  readonly id: string;
  readonly kind: ListenerKind;
  readonly port: ServicePort;
  readonly host: string;
  readonly ports: readonly number[];
}

/**
 * The sockets of a Service: one for each port at its own address, which is its ClusterIP and its load balancer's address
 * in one, and one for each NodePort. Where services have no address of their own, a ClusterIP is nowhere to be reached.
 */
export function wantedListeners(spec: ServiceSpec | undefined, addressing: Addressing): readonly WantedListener[] {
  const address = spec?.clusterIP;
  // A manifest may name any clusterIP, also 0.0.0.0: nothing listens on what is not the lab's.
  if (spec === undefined || spec.type === 'ExternalName' || !address || !addressing.services.includes(address))
    return [];
  return (spec.ports ?? []).filter(isTcp).flatMap((port) => {
    const listeners: WantedListener[] = [];
    if (addressing.mode === 'range' || isBalanced(spec)) {
      const host = addressing.host(address);
      const wanted = addressing.port(port.port);
      const ports = wanted === 0 ? [0] : [wanted, 0];
      listeners.push({ id: `${address} ${port.port}`, kind: 'address', port, host, ports });
    }
    if (port.nodePort) {
      const id = `node ${port.nodePort}`;
      listeners.push({ id, kind: 'node-port', port, host: addressing.node, ports: [port.nodePort] });
    }
    return listeners;
  });
}

/** Whether the lab's load balancer takes it: one with a class of its own waits for a controller of that class. */
export function isBalanced({ type, loadBalancerClass }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && !loadBalancerClass;
}

export function isTcp({ protocol }: ServicePort): boolean {
  return (protocol ?? 'TCP') === 'TCP';
}
