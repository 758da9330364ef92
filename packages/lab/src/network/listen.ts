import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Listens on `host`, on the first of the ports that can be had (0: any free one). Resolves to the port. */
export async function listenOnFirst(server: Server, host: string, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      return await listen(server, host, port);
    } catch (error) {
      if (index === ports.length - 1 || !isPortRefused(error)) throw error;
    }
  }
  throw new RangeError('no port to listen on was given');
}

/** @throws the system's error, for example `EADDRINUSE` */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return addressOf(server).port;
}

/** `port` when it is free on `host`, else another one. Nothing holds it afterwards. */
export async function findFreePort(host: string, port: number): Promise<number> {
  const server = createServer();
  const free = await listenOnFirst(server, host, port === 0 ? [0] : [port, 0]);
  server.close();
  await once(server, 'close');
  return free;
}

/** Taken, or not for this user. */
export function isPortRefused(error: unknown): boolean {
  return hasCode(error, 'EADDRINUSE') || hasCode(error, 'EACCES');
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port');
  return address;
}
