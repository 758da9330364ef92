import type { IngressLoadBalancerIngress } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';

/** Where the lab's ingress listens. */
export interface IngressListeners {
  readonly host: string;
  readonly port: number;
  readonly httpsPort: number;
}

/**
 * The address of an Ingress as its status tells it. Where the ports are not the usual ones of what it serves, they stand
 * there in the order in which `kubectl get` shows those: http, and with TLS https.
 */
export function addressOf(
  { spec }: Stored<'ingresses'>,
  { host, port, httpsPort }: IngressListeners,
): IngressLoadBalancerIngress {
  const hasTls = (spec?.tls ?? []).length > 0;
  if (port === 80 && (httpsPort === 443 || !hasTls)) return { ip: host };
  const ports = hasTls ? [port, httpsPort] : [port];
  return { ip: host, ports: ports.map((number) => ({ port: number, protocol: 'TCP' })) };
}
