import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Target } from '../target.ts';

/** Servers on loopback that do what no server should, byte by byte. Each is closed by `await using`. */
export interface BadServer extends AsyncDisposable {
  readonly target: Target;
  /** Connections that it took. */
  readonly connections: () => number;
  /** Bytes that the other side took of what it wrote, over all connections. */
  readonly written: () => number;
}

/** What a server does with a connection: as soon as it has it, or for each request. `turn` counts from 0 over all connections. */
export interface Behaviour {
  readonly connected?: (socket: Socket) => void;
  readonly asked?: (socket: Socket, turn: number) => void;
}

export async function startBadServer({ connected, asked }: Behaviour, tls?: TlsOptions): Promise<BadServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let written = 0;
  let turn = 0;
  const take = (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      written += socket.bytesWritten;
    });
    connected?.(socket);
    // A head comes in one piece here: it is short, and from this machine.
    socket.on('data', () => asked?.(socket, turn++));
  };
  const server = tls ? createTlsServer(tls, take) : createServer(take);
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  return {
    target: { url: `http${tls ? 's' : ''}://sticky.test/`, connectTo: { host: '127.0.0.1', port } },
    connections: () => connections,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, written),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** A head with these fields, and what follows it. */
export function response(fields: readonly string[], body: string | Buffer = '', status = '200 OK'): Buffer {
  const head = [`HTTP/1.1 ${status}`, ...fields, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** A whole answer that names a pod. */
export function named(pod: string, ...fields: readonly string[]): Buffer {
  const body = JSON.stringify({ uuid: pod });
  return response([...fields, `Content-Length: ${body.length}`], body);
}

/** Answers each request with the same bytes. */
export function saying(bytes: string | Buffer): Behaviour {
  return { asked: (socket) => void socket.write(bytes) };
}

/** Says something and hangs up: in order, or with a reset. */
export function sayingAndEnding(bytes: string | Buffer, how: 'end' | 'reset' = 'end'): Behaviour {
  return {
    asked: (socket) => {
      if (how === 'end') socket.end(bytes);
      else socket.write(bytes, () => socket.resetAndDestroy());
    },
  };
}

/** Says something, and then `more` of it for as long as the other side takes it. */
export function sayingForEver(start: string | Buffer, more: string | Buffer): Behaviour {
  const chunk = Buffer.concat(Array(Math.ceil(16_384 / more.length)).fill(Buffer.from(more)));
  return {
    asked: (socket) => {
      const fill = () => {
        while (!socket.destroyed && socket.writable && socket.write(chunk));
      };
      socket.on('drain', fill);
      socket.write(start);
      fill();
    },
  };
}

/** Says something, and then `more` of it every few milliseconds. */
export function dripping(start: string | Buffer, more: string | Buffer): Behaviour {
  return {
    asked: (socket) => {
      socket.write(start);
      const timer = setInterval(() => socket.write(more), 5);
      socket.on('close', () => clearInterval(timer));
    },
  };
}
