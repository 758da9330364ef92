import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { type KeyPair, TLS_SETTINGS, type TlsCertificate } from './tls-certificate.ts';

export interface TlsTerminationOptions {
  /** What is shown to a client that names no server, or one that has no certificate of its own. */
  readonly defaultCertificate: KeyPair;
  /** Asked at each handshake, so that a new certificate counts from the next connection on. */
  certificateFor(serverName: string): TlsCertificate | undefined;
  /** Called once a handshake is over. */
  onSecure(socket: TLSSocket, protocol: 'http/1.1' | 'h2'): void;
}

/** Ends TLS: takes connections of clients, and hands them on once they are secure. */
export interface TlsTermination {
  accept(socket: Socket): void;
}

/** nginx does the handshake within `client_header_timeout`. */
const HANDSHAKE_TIMEOUT_MS = 60_000;

/** @throws Error when the default certificate is none */
export function createTlsTermination(options: TlsTerminationOptions): TlsTermination {
  const server = createServer({
    ...options.defaultCertificate,
    ...TLS_SETTINGS,
    // What nginx offers; a client that speaks none of these is refused.
    ALPNProtocols: ['h2', 'http/1.1', 'http/1.0', 'http/0.9'],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    SNICallback: (serverName, done) => done(null, options.certificateFor(serverName)?.context),
  });
  server.on('secureConnection', (socket) => {
    options.onSecure(socket, socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1');
  });
  // A handshake that fails ends its connection and no more.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return { accept: (socket) => void server.emit('connection', socket) };
}
