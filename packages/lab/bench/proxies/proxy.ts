/** A proxy at work in front of the upstreams, by the host of a request. */
export interface BenchedProxy {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

/**
 * How much a proxy does for a request besides passing it on. `least`: what its users would have to ask for to get none of
 * the following. `same`: the fields that the lab's ingress gives a pod, and an entry in an access log.
 */
export type Job = 'least' | 'same';

export const PLAIN = 'plain.bench';
export const STICKY = 'sticky.bench';
export const WEB_SOCKET = 'socket.bench';
/** The name of the sticky cookie, with all of them. */
export const COOKIE = 'route';

export function urlOf({ host, port }: BenchedProxy, path: string): string {
  return `http://${host}:${port}${path}`;
}
