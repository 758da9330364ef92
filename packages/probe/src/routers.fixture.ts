import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
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
    [Symbol.asyncDispose]: () => closeHttp(server),
  };
}

/** A balancer of connections: each new one goes to the backend that `pick` names, and stays there. */
export async function startTcpRouter(pick: () => number, listeners: readonly RequestListener[]): Promise<Router> {
  const backends = listeners.map((listener) => createServer(listener));
  const ports = await Promise.all(backends.map(listen));
  const proxy = createTcpServer((client) => {
    const upstream = connect(ports[pick()] ?? 0, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  const port = await listen(proxy);
  return {
    target: { url: 'http://sticky.test/', connectTo: { host: '127.0.0.1', port } },
    requests: [],
    [Symbol.asyncDispose]: async () => {
      await Promise.all(backends.map(closeHttp));
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
