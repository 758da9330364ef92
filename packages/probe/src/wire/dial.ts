import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { hostOf, type ParsedTarget, portOf } from '../target.ts';
import { WireFailure } from './failure.ts';
import { secureContextOf } from './secure-context.ts';
import { openTunnel } from './tunnel.ts';

export interface Dialling {
  /** Number of the connection, from 1 in the order in which they are dialled. */
  readonly connection: number;
  /** Ready to carry requests: past the proxy and the TLS handshake. Rejects when that fails, or when the signal aborts. */
  readonly socket: Promise<Socket>;
  /** Bytes received so far, by whatever layer is the innermost yet. */
  readonly received: () => number;
}

export interface DialOptions {
  /** Local address to dial from. */
  readonly source?: string;
  /** What TLS offers to speak. */
  readonly alpn: 'http/1.1' | 'h2';
  /** The proxy itself is to be asked, where there is one, instead of a tunnel through it. */
  readonly forwarded?: boolean;
  readonly signal: AbortSignal;
}

/** Opens connections towards a target, by the way that it names: straight, to another address, or through a proxy. */
export function openDialler(target: ParsedTarget): (options: DialOptions) => Dialling {
  const { url, ca, proxy } = target;
  const contexts = {
    ...(url.protocol === 'https:' && { target: secureContextOf(target) }),
    // Who the client is, is nothing that a proxy on the way needs to know.
    ...(proxy?.url.protocol === 'https:' && { proxy: secureContextOf(ca === undefined ? {} : { ca }) }),
  };
  let dialled = 0;
  return (options) => {
    let socket: Socket | undefined;
    const reached = reach(target, contexts, options).then((open) => {
      socket = open;
      return open;
    });
    return { connection: ++dialled, socket: reached, received: () => socket?.bytesRead ?? 0 };
  };
}

interface Contexts {
  readonly target?: SecureContext;
  readonly proxy?: SecureContext;
}

async function reach(target: ParsedTarget, contexts: Contexts, options: DialOptions): Promise<Socket> {
  const { url, serverName, proxy } = target;
  const { source, alpn, forwarded, signal } = options;
  const there = target.connectTo ?? { host: hostOf(url), port: portOf(url) };
  let socket: Socket;
  if (proxy === undefined) {
    socket = await openTcp(there, source, signal);
  } else {
    socket = await reachProxy(proxy.url, contexts.proxy, source, signal);
    if (!forwarded) socket = await openTunnel(socket, there, proxy.authorization, signal);
  }
  if (url.protocol === 'http:') return socket;
  const secured = await secure(socket, serverName ?? hostOf(url), signal, { secureContext: contexts.target, alpn });
  if (alpn === 'h2' && secured.alpnProtocol !== 'h2') {
    secured.destroy();
    throw new WireFailure('no-http2');
  }
  return secured;
}

async function reachProxy(
  url: URL,
  secureContext: SecureContext | undefined,
  source: string | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    const socket = await openTcp({ host: hostOf(url), port: portOf(url) }, source, signal);
    return url.protocol === 'https:'
      ? await secure(socket, hostOf(url), signal, { secureContext, alpn: 'http/1.1' })
      : socket;
  } catch (cause) {
    throw new WireFailure('proxy-unreachable', { cause });
  }
}

function openTcp(
  there: { host: string; port: number },
  source: string | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  // An address to come from leaves no choice of the family.
  const from = source === undefined ? {} : { localAddress: source, family: isIP(source) };
  return ready(connectTcp({ ...there, ...from, noDelay: true }), 'connect', signal);
}

function secure(
  socket: Socket,
  name: string,
  signal: AbortSignal,
  { secureContext, alpn }: { secureContext?: SecureContext | undefined; alpn: string },
): Promise<TLSSocket> {
  const secured = connectTls({
    socket,
    // Checked against the certificate also where it is an address, which is never sent as a server name (RFC 6066, 3).
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(secureContext && { secureContext }),
    ALPNProtocols: [alpn],
  });
  return ready(secured, 'secureConnect', signal);
}

/** Waits for a socket; destroys it when the signal aborts before. */
function ready<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const end = (error: Error) => {
      settle();
      socket.destroy();
      // What it still has to say after its end is nobody's concern.
      socket.on('error', () => undefined);
      reject(error);
    };
    const abort = () => end(new WireFailure('aborted'));
    const close = () => end(new WireFailure('closed-early'));
    const open = () => {
      settle();
      resolve(socket);
    };
    const settle = () => {
      signal.removeEventListener('abort', abort);
      socket.off(event, open).off('error', end).off('close', close);
    };
    socket.once(event, open).once('error', end).once('close', close);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
