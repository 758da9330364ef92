import type { Socket } from 'node:net';
import type { SwitchedSide } from './client-side.ts';
import { LazyTimer } from './lazy-timer.ts';

export interface TunnelOptions {
  readonly client: SwitchedSide;
  readonly pod: SwitchedSide;
  /** Milliseconds in which neither side says anything: then it ends, as by nginx's `proxy_read_timeout`. 0 is none. */
  readonly idleTimeout: number;
  /** Called once both sides are closed. */
  closed(): void;
}

export interface Tunnel {
  /** As long as it is silent nothing goes between the proxy and the pod, and both ends wait. */
  silence(isSilent: boolean): void;
  close(): void;
}

/**
 * Passes bytes on between two ends that no longer speak HTTP. An end that has said all is told to the other one, which may
 * still answer; one that is gone takes the other one with it.
 */
export function openTunnel({ client, pod, idleTimeout, closed }: TunnelOptions): Tunnel {
  const tunnel = joinSockets(client.socket, pod.socket, idleTimeout, closed);
  if (client.early !== undefined) pod.socket.write(client.early);
  if (pod.early !== undefined) client.socket.write(pod.early);
  client.socket.resume();
  pod.socket.resume();
  return tunnel;
}

function joinSockets(client: Socket, pod: Socket, idleTimeout: number, closed: () => void): Tunnel {
  const close = () => {
    client.destroy();
    pod.destroy();
  };
  const timer = new LazyTimer(close);
  let open = 2;
  let isPodSilent = false;
  for (const [from, to] of [
    [client, pod],
    [pod, client],
  ] as const) {
    from.on('data', (chunk: Buffer) => {
      timer.set(idleTimeout);
      if (to.writable && !to.write(chunk)) from.pause();
    });
    from.on('drain', () => {
      timer.set(idleTimeout);
      if (to !== pod || !isPodSilent) to.resume();
    });
    from.on('end', () => to.end());
    from.on('error', () => from.destroy());
    from.on('close', () => {
      open -= 1;
      to.destroySoon();
      if (open > 0) return;
      timer.close();
      closed();
    });
  }
  timer.set(idleTimeout);
  return {
    silence(isSilent) {
      if (isPodSilent === isSilent) return;
      isPodSilent = isSilent;
      if (isSilent) {
        pod.cork();
        pod.pause();
      } else {
        pod.uncork();
        pod.resume();
      }
    },
    close,
  };
}
