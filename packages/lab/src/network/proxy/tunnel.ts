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
  const timer = new LazyTimer(() => close());
  const isAlive = () => timer.set(idleTimeout);
  let open = 2;
  let isPodSilent = false;
  const close = () => {
    client.socket.destroy();
    pod.socket.destroy();
  };
  for (const [from, to] of [
    [client, pod],
    [pod, client],
  ] as const) {
    from.socket.on('data', (chunk: Buffer) => {
      isAlive();
      if (to.socket.writable && !to.socket.write(chunk)) from.socket.pause();
    });
    from.socket.on('drain', () => {
      isAlive();
      if (to !== pod || !isPodSilent) to.socket.resume();
    });
    from.socket.on('end', () => to.socket.end());
    from.socket.on('error', () => from.socket.destroy());
    from.socket.on('close', () => {
      open -= 1;
      to.socket.destroySoon();
      if (open > 0) return;
      timer.close();
      closed();
    });
  }
  if (client.early !== undefined) pod.socket.write(client.early);
  if (pod.early !== undefined) client.socket.write(pod.early);
  client.socket.resume();
  pod.socket.resume();
  isAlive();
  return {
    silence(isSilent) {
      if (isPodSilent === isSilent) return;
      isPodSilent = isSilent;
      if (isSilent) {
        pod.socket.cork();
        pod.socket.pause();
      } else {
        pod.socket.uncork();
        pod.socket.resume();
      }
    },
    close,
  };
}
