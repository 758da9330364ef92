import { createHash, randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../endpoints.ts';

/** `10.244.0.10:80`, `[fd00::1]:80`: how ingress-nginx names an endpoint. */
export function endpointId({ ip, port }: ServiceEndpoint): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** The second part of the cookie: which upstream it is for. `upstream` is `namespace-service-port`. */
export function backendKey(upstream: string): string {
  return md5(md5(upstream) + upstream);
}

/** The key of a pod in persistent mode: the same for as long as the pod has its address. */
export function persistentKey(upstream: string, endpoint: string): string {
  return md5(upstream + endpoint);
}

/** A fresh key in balanced mode. Nothing in it is ever read back. */
export function balancedKey(attempt: number): string {
  const seconds = Math.round(Date.now() + attempt * 1000) / 1000;
  return `${seconds}.${process.pid}.${randomInt(1, 1_000_000)}`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
