import { isIPv6 } from 'node:net';
import type { IngressAddress, Observed } from '../api/objects.ts';
import type { Snapshot } from './snapshot.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a Service is reached from here, if it can be. */
export function serviceAddress(service: Observed<'Service'>, { nodes }: Snapshot): Address | undefined {
  const { type, clusterIP, ports } = service.spec;
  const first = ports[0];
  if (first === undefined) return undefined;
  const balancer = balancerAddress(service.status.loadBalancer.ingress, first.port);
  // It says its address when it listens, the lab's as any other: before that, a guess at its other addresses is refused.
  if (balancer !== undefined || type === 'LoadBalancer') return balancer;
  const node = nodeAddress(nodes);
  if (type === 'NodePort' && first.nodePort !== undefined && node !== undefined)
    return { host: node, port: first.nodePort };
  // A cluster's own network is not ours, except in the lab, where it is the loopback network.
  return clusterIP.startsWith('127.') ? { host: clusterIP, port: first.port } : undefined;
}

/** The first address of a load balancer. Its own `ports`, where it names them, beat the port that was asked for. */
function balancerAddress(ingress: readonly IngressAddress[], port: number): Address | undefined {
  for (const { ip, hostname, ports } of ingress) {
    const host = ip || hostname;
    if (host) return { host, port: ports[0]?.port ?? port };
  }
  return undefined;
}

/** The first address of an Ingress. Where it names other `ports` than the usual ones, http comes before https. */
export function ingressAddress(ingress: readonly IngressAddress[], scheme: 'http' | 'https'): Address | undefined {
  const usual = scheme === 'http' ? 80 : 443;
  for (const { ip, hostname, ports } of ingress) {
    const host = ip || hostname;
    if (!host) continue;
    const isUsual = ports.some(({ port }) => port === usual);
    return { host, port: isUsual ? usual : (ports[scheme === 'http' ? 0 : 1]?.port ?? usual) };
  }
  return undefined;
}

/** `http://127.77.1.1:8080`, without a port that goes without saying. */
export function urlOf(scheme: 'http' | 'https', { host, port }: Address): string {
  const usual = scheme === 'http' ? 80 : 443;
  const name = isIPv6(host) ? `[${host}]` : host;
  return `${scheme}://${name}${port === usual ? '' : `:${port}`}`;
}

function nodeAddress(nodes: Snapshot['nodes']): string | undefined {
  const addresses = nodes.flatMap(({ status }) => status.addresses);
  const find = (wanted: string) => addresses.find(({ type }) => type === wanted)?.address;
  return find('ExternalIP') ?? find('InternalIP');
}
