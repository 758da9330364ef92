import { connect, type Socket } from 'node:net';
import type { SocketAddress } from '../address-book.ts';
import { hasCode } from '../listen.ts';

export interface ForwardOptions {
  readonly address: SocketAddress;
  /** The address to come from, where the system has it. */
  readonly source: string;
  /** What is open: both ends join it until they close. */
  readonly sockets: Set<Socket>;
  /** Called once: when the pod took the connection, or did not, and why. */
  readonly onOutcome: (failure?: string) => void;
}

/** What a socket comes from when nothing else is asked for. */
const DEFAULT_SOURCE = '127.0.0.1';

/**
 * Joins a client and a pod: what one says, the other hears, until both have said all. It depends on nothing but the two, as
 * a connection that the kernel translates: neither on the Service nor on the endpoints that there are by then.
 */
export function forwardConnection(client: Socket, options: ForwardOptions): void {
  const { address, source, sockets, onOutcome } = options;
  const localAddress = source === DEFAULT_SOURCE ? {} : { localAddress: source };
  const pod = connect({ ...address, ...localAddress, allowHalfOpen: true, noDelay: true });
  track(pod, sockets);
  const failed = (error: Error) => {
    // Rather from another address than not at all: a source address has but one set of ports for all who use it.
    if (source !== DEFAULT_SOURCE && isSourceRefused(error) && !client.destroyed) {
      return forwardConnection(client, { ...options, source: DEFAULT_SOURCE });
    }
    client.resetAndDestroy();
    onOutcome(failureOf(error));
  };
  pod.once('error', failed);
  pod.once('connect', () => {
    pod.off('error', failed);
    join(client, pod);
    onOutcome();
  });
}

/** Keeps the socket among the open ones until it is closed. */
export function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

function join(client: Socket, pod: Socket): void {
  // A reset on one side is a reset on the other; the error itself is the peers' business.
  client.on('error', () => pod.resetAndDestroy());
  pod.on('error', () => client.resetAndDestroy());
  if (client.destroyed) {
    pod.resetAndDestroy();
    return;
  }
  client.pipe(pod);
  pod.pipe(client);
}

function isSourceRefused(error: Error): boolean {
  return hasCode(error, 'EADDRINUSE') || hasCode(error, 'EADDRNOTAVAIL');
}

/** In the words of the access log. */
function failureOf(error: Error): string {
  if (hasCode(error, 'ECONNREFUSED')) return 'refused';
  if (hasCode(error, 'ETIMEDOUT')) return 'timeout';
  if (hasCode(error, 'ECONNRESET')) return 'reset';
  return 'code' in error ? String(error.code) : error.message;
}
