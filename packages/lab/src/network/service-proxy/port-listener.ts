import { createServer, type Server, type Socket } from 'node:net';
import { listenOnFirst } from '../listen.ts';

export interface PortListenerOptions {
  readonly host: string;
  /** Tried in order; 0 is any free port. */
  readonly ports: readonly number[];
  /** Takes a new connection, of which nothing is read yet. */
  readonly onConnection: (client: Socket) => void;
}

/** A port that a Service holds. */
export class PortListener {
  readonly host: string;
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, host: string, port: number) {
    this.#server = server;
    this.host = host;
    this.port = port;
  }

  /** @throws the system's error when no port can be had */
  static async open({ host, ports, onConnection }: PortListenerOptions): Promise<PortListener> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, onConnection);
    return new PortListener(server, host, await listenOnFirst(server, host, ports));
  }

  /** Frees the port at once. What was accepted lives on: kube-proxy's rules, too, are asked for the first packet only. */
  close(): void {
    this.#server.close();
  }
}
