import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { ServeOptions } from './http-proxy.ts';
import { type KeyPair, TLS_SETTINGS, type TlsCertificate } from './tls-certificate.ts';

export interface TlsListenerOptions {
  /** What is shown to a client that names no server, or one that has no certificate of its own. */
  readonly defaultCertificate: KeyPair;
  /** Asked at each handshake, so that a new certificate counts from the next connection on. */
  certificateFor(serverName: string): TlsCertificate | undefined;
  /** Takes a connection whose TLS is done, or one that sends HTTP without TLS, which `scheme` tells. */
  serve(socket: Socket, options: ServeOptions): void;
}

export interface TlsListener {
  /** It listens nowhere yet. */
  readonly server: Server;
  /** Shown from the next connection on. @throws Error when it is none */
  setDefaultCertificate(pair: KeyPair): void;
  /** Ends what is open, also in the middle of a handshake. Whoever serves says good-bye to its clients before. */
  endConnections(): void;
}

/** nginx does the handshake within `client_header_timeout`. */
const HANDSHAKE_TIMEOUT_MS = 60_000;
/** The first byte of a TLS handshake, and the bit that SSLv2 has there. */
const HANDSHAKE = 0x16;
const SSL_2 = 0x80;

/** Ends TLS. @throws Error when the default certificate is none */
export function createTlsListener({ defaultCertificate, certificateFor, serve }: TlsListenerOptions): TlsListener {
  const tls = createTlsServer({
    ...defaultCertificate,
    ...TLS_SETTINGS,
    // What nginx offers; a client that speaks none of these is refused.
    ALPNProtocols: ['h2', 'http/1.1', 'http/1.0', 'http/0.9'],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    SNICallback: (serverName, done) => done(null, certificateFor(serverName)?.context),
  });
  tls.on('secureConnection', (socket) => serve(socket, optionsOf(socket)));
  // A handshake that fails ends its connection and no more.
  tls.on('tlsClientError', (_error, socket) => socket.destroy());

  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(HANDSHAKE_TIMEOUT_MS, () => socket.destroy());
    // As nginx, which looks at the first byte to tell who has forgotten the TLS.
    socket.once('readable', () => {
      const first: unknown = socket.read();
      if (!Buffer.isBuffer(first)) {
        socket.destroy();
        return;
      }
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.unshift(first);
      if (isTls(first)) tls.emit('connection', socket);
      else serve(socket, { scheme: 'http', protocol: 'http/1.1' });
    });
  });
  return {
    server,
    setDefaultCertificate: (pair) => tls.setSecureContext({ ...pair, ...TLS_SETTINGS }),
    endConnections() {
      for (const socket of open) socket.destroy();
    },
  };
}

function isTls([byte = 0]: Buffer): boolean {
  return byte === HANDSHAKE || (byte & SSL_2) !== 0;
}

function optionsOf(socket: TLSSocket): ServeOptions {
  // Its type leaves out what it is of a server without SNI: false.
  const serverName = typeof socket.servername === 'string' ? socket.servername : undefined;
  return { scheme: 'https', protocol: socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1', serverName };
}
