import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pods on loopback that name themselves as the uuid app does. */
export interface Pods extends AsyncDisposable {
  /** `127.0.0.1:port` each. */
  readonly addresses: readonly string[];
  /** The first pod dies: connections to it are refused until it is raised again. */
  killFirst(): Promise<void>;
  raiseFirst(): Promise<void>;
}

/**
 * Starts pods that do as the router in front of them asks: `X-App-Cookie: sid` makes the app set its own cookie `sid` to
 * whoever has none, `X-App-Counts: n` a cookie `n` with a new value in each answer.
 */
export async function startPods(count: number): Promise<Pods> {
  const servers = Array.from({ length: count }, startPod);
  await Promise.all(servers.map((server) => listen(server, 0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  const [first] = servers;
  return {
    addresses: ports.map((port) => `127.0.0.1:${port}`),
    killFirst: async () => first && close(first),
    raiseFirst: async () => first && listen(first, ports[0] ?? 0),
    [Symbol.asyncDispose]: async () => void (await Promise.all(servers.map(close))),
  };
}

function startPod(): Server {
  const uuid = randomUUID();
  let count = 0;
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    const { 'x-app-cookie': own, 'x-app-counts': counter, cookie = '' } = request.headers;
    const cookies: string[] = [];
    if (own && !cookie.split('; ').some((pair) => pair.startsWith(`${own}=`))) {
      cookies.push(`${own}=${randomUUID()}; Path=/; HttpOnly`);
    }
    if (counter) cookies.push(`${counter}=${count++}; Path=/`);
    if (cookies.length > 0) response.setHeader('set-cookie', cookies);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ uuid }));
  });
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
