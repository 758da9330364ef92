import { connect, isIP, type OnReadOpts, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { hostOf, type ParsedTarget, portOf } from '../target.ts';
import { secureContextOf } from '../wire/secure-context.ts';

export interface Dialled {
  readonly socket: Socket;
  /** The event after which it may be written to: with TLS, when the server has shown who it is. */
  readonly ready: 'connect' | 'secureConnect';
}

/** Starts to connect. What comes goes into the buffer of `onread`, which is the same for all connections, and not to 'data'. */
export type Dial = (onread: OnReadOpts) => Dialled;

export function dialerTo(target: ParsedTarget): Dial {
  const { url, connectTo, serverName } = target;
  const to = { ...(connectTo ?? { host: hostOf(url), port: portOf(url) }), noDelay: true };
  if (url.protocol === 'http:') return (onread) => ({ socket: connect({ ...to, onread }), ready: 'connect' });
  const name = serverName ?? hostOf(url);
  const tls = {
    ...to,
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(name, certificate),
    ALPNProtocols: ['http/1.1'],
    secureContext: secureContextOf(target),
  };
  return (onread) => {
    const options = { ...tls, onread };
    return { socket: connectTls(options), ready: 'secureConnect' };
  };
}
