import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from './settings.ts';

export interface RunningServer {
  /** `http://127.0.0.1:8080`: with the port really taken. */
  readonly url: string;
  /**
   * Takes no new connection, closes idle ones, lets requests under way finish, and cuts what is left after
   * `limit` milliseconds. Resolves with the number of connections cut.
   */
  drain(limit: number): Promise<number>;
}

/** Hears on `settings`. Rejects with the system's error (`EADDRINUSE`, …) when the address cannot be had. */
export async function listen(handler: RequestListener, settings: Settings): Promise<RunningServer> {
  const open = new Set<ServerResponse>();
  let draining = false;
  const server = createServer((request, response) => {
    // Without this a kept-alive connection would be idle, not closed, after its last answer.
    if (draining) response.setHeader('Connection', 'close');
    open.add(response);
    response.once('close', () => open.delete(response));
    handler(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings, () => {
      server.off('error', reject);
      resolve();
    });
  });

  return {
    url: urlOf(server.address()),
    async drain(limit) {
      draining = true;
      for (const response of open) if (!response.headersSent) response.setHeader('Connection', 'close');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      let cut = 0;
      const timer = setTimeout(() => {
        server.getConnections((_error, count) => {
          cut = count ?? 0;
          server.closeAllConnections();
        });
      }, limit);
      await closed;
      clearTimeout(timer);
      return cut;
    },
  };
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
