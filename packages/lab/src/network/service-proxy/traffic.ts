import { BlockList, isIPv4 } from 'node:net';
import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import type { Addressing } from '../addressing.ts';
import type { ListenerKind } from './service-listeners.ts';

/**
 * How a connection came to a Service, which is what kube-proxy's rules depend on. A Service of type LoadBalancer has one
 * address for both in the lab: what comes from a pod is traffic within the cluster, and all else comes from outside.
 */
export type Traffic = 'cluster' | 'load-balancer' | 'node-port';

export function trafficOf(
  kind: ListenerKind,
  { type }: ServiceSpec,
  client: string,
  { mode, pods }: Addressing,
): Traffic {
  if (kind === 'node-port') return 'node-port';
  if (type !== 'LoadBalancer') return 'cluster';
  return mode === 'range' && pods.includes(client) ? 'cluster' : 'load-balancer';
}

/**
 * The address that the pod sees the connection come from. Within the cluster it is the client's, and from outside with
 * `externalTrafficPolicy: Local`, too; with `Cluster` it is the node's, since kube-proxy has the answer come back to the node.
 */
export function sourceAddress(traffic: Traffic, spec: ServiceSpec, client: string, { node }: Addressing): string {
  return traffic === 'cluster' || spec.externalTrafficPolicy === 'Local' ? client : node;
}

/** Whether `loadBalancerSourceRanges` let the client in. They hold for the address of the load balancer alone. */
export function isLetIn(
  traffic: Traffic,
  { loadBalancerSourceRanges: ranges = [] }: ServiceSpec,
  client: string,
): boolean {
  if (traffic !== 'load-balancer' || ranges.length === 0) return true;
  const allowed = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.trim().split('/');
    if (isIPv4(network)) allowed.addSubnet(network, Number(prefix), 'ipv4');
  }
  return allowed.check(client);
}
