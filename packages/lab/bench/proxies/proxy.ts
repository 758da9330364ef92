/** A proxy at work in front of the upstreams, by the host of a request. */
export interface BenchedProxy {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

export const PLAIN = 'plain.bench';
export const STICKY = 'sticky.bench';
export const WEB_SOCKET = 'socket.bench';
/** The name of the sticky cookie, with all of them. */
export const COOKIE = 'route';

export function urlOf({ host, port }: BenchedProxy, path: string): string {
  return `http://${host}:${port}${path}`;
}
