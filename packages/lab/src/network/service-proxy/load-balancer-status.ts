import type { LoadBalancerStatus, PortStatus, ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { PortListener } from './port-listener.ts';
import { isBalanced, isTcp } from './service-listeners.ts';

/**
 * What the status says of a Service's load balancer: its address; and where its ports are not those of the spec, all of
 * them in the order of the spec.
 *
 * @param listenerOf the socket for a port of the spec, when there is one
 */
export function loadBalancerStatus(
  spec: ServiceSpec,
  listenerOf: (port: number) => PortListener | undefined,
): LoadBalancerStatus {
  const ports = spec.ports ?? [];
  const listeners = ports.map((port) => (isTcp(port) ? listenerOf(port.port) : undefined));
  const ip = listeners.find((listener) => listener !== undefined)?.host;
  if (!isBalanced(spec) || ip === undefined) return {};
  const isMoved = listeners.some((listener, index) => listener !== undefined && listener.port !== ports[index]?.port);
  const states = ports.map(({ port, protocol = 'TCP' }, index): PortStatus => {
    const listener = listeners[index];
    if (listener !== undefined) return { port: listener.port, protocol };
    return { port, protocol, error: protocol === 'TCP' ? 'PortUnavailable' : 'UnsupportedProtocol' };
  });
  return { ingress: [{ ip, ipMode: 'VIP', ...(isMoved ? { ports: states } : {}) }] };
}
