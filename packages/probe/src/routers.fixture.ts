import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import type { Target } from './target.ts';

/** Real servers on loopback that behave as routers do. Each is closed by `await using`. */
export interface Router extends AsyncDisposable {
  readonly target: Target;
  /** Every request as it arrived. */
  readonly requests: readonly { readonly headers: IncomingMessage['headers']; readonly port: number }[];
}

export const pods = ['5f0c4a12-pod-a', '9b71d3e0-pod-b', '77aa01c9-pod-c'];

/** The cookies of a request by name; of several with one name the last. */
export function cookiesOf(request: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (request.headers.cookie ?? '').split('; ').filter((pair) => pair.includes('='));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

export function answer(response: ServerResponse, uuid: string | undefined): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ uuid }));
}

/** One of so many, at random. */
export const anyOf = (number: number): number => Math.floor(Math.random() * number);

/** Honours a cookie that names the pod; gives one to whoever brings none. */
export function sticky(attributes = 'Max-Age=60; HttpOnly', name = 'key', pick = () => anyOf(2)): RequestListener {
  return (request, response) => {
    const key = cookiesOf(request).get(name);
    const pod = key === undefined ? pick() : Number(key);
    if (key === undefined) response.appendHeader('set-cookie', `${name}=${pod}; ${attributes}`);
    answer(response, pods[pod]);
  };
}

/** A router that is one request listener. */
export async function startRouter(listener: RequestListener): Promise<Router> {
  const requests: { headers: IncomingMessage['headers']; port: number }[] = [];
  const server = createServer((request, response) => {
    requests.push({ headers: request.headers, port: request.socket.remotePort ?? 0 });
    listener(request, response);
  });
  const port = await listen(server);
  return {
    target: { url: 'http://sticky.test/', connectTo: { host: '127.0.0.1', port } },
    requests,
    [Symbol.asyncDispose]: () => close(server),
  };
}

/**
 * A balancer of connections: each new one goes to the backend that `pick` names, and stays there. A text instead of a
 * listener is a backend that says just that, whatever it is asked.
 */
export async function startTcpRouter(
  pick: () => number,
  backends: readonly (RequestListener | string)[],
): Promise<Router> {
  const servers = backends.map((backend) =>
    typeof backend === 'string'
      ? createTcpServer((socket) =>
          socket
            .on('error', () => socket.destroy())
            .resume()
            .end(backend),
        )
      : createServer(backend),
  );
  const ports = await Promise.all(servers.map(listen));
  const sockets = new Set<Socket>();
  const proxy = createTcpServer((client) => {
    const upstream = connect(ports[pick()] ?? 0, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => sockets.delete(socket));
    }
  });
  const port = await listen(proxy);
  return {
    target: { url: 'http://sticky.test/', connectTo: { host: '127.0.0.1', port } },
    requests: [],
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([proxy, ...servers].map(close));
    },
  };
}

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function close(server: Server | TcpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
