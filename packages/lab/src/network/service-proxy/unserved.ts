import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import { isTcp } from './service-listeners.ts';

/** What a Service asks for and the lab does not do: it says so in an event, and does the rest. */
export interface Unserved {
  readonly reason: string;
  readonly message: string;
}

export function unservedParts(spec: ServiceSpec): readonly Unserved[] {
  if (spec.type === 'ExternalName') return [];
  const { ports = [], externalIPs = [], loadBalancerClass, loadBalancerIP } = spec;
  const unserved = ports
    .filter((port) => !isTcp(port))
    .map(({ port, protocol }) => ({
      reason: 'UnsupportedProtocol',
      message: `port ${port}/${protocol} is not served: the lab forwards TCP only`,
    }));
  if (externalIPs.length > 0) {
    const message = `externalIPs ${externalIPs.join(', ')} are not served: the lab listens on loopback only; use its own address or a NodePort`;
    unserved.push({ reason: 'UnsupportedExternalIP', message });
  }
  if (spec.type !== 'LoadBalancer') return unserved;
  if (loadBalancerClass) {
    const message = `no load balancer of class ${loadBalancerClass} is in this lab: leave loadBalancerClass out to get the lab's own`;
    unserved.push({ reason: 'UnknownLoadBalancerClass', message });
  } else if (loadBalancerIP && loadBalancerIP !== spec.clusterIP) {
    const message = `loadBalancerIP ${loadBalancerIP} is not served: the load balancer has the address of the Service`;
    unserved.push({ reason: 'UnsupportedLoadBalancerIP', message });
  }
  return unserved;
}
