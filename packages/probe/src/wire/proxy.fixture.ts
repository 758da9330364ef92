import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { listen } from './bad-servers.fixture.ts';

/** A forwarding proxy on loopback, as squid is one. Closed by `await using`. */
export interface Proxy extends AsyncDisposable {
  readonly address: string;
  /** What it was asked, in order: `GET http://…` and `CONNECT host:port`. */
  readonly asked: readonly { readonly line: string; readonly headers: IncomingMessage['headers'] }[];
}

/**
 * Starts one that sends all it is asked to one place, as if every name led there.
 *
 * @param login the Proxy-Authorization that it wants
 * @param tls speaks TLS itself, with this certificate
 */
export async function startProxy(
  to: { readonly host: string; readonly port: number },
  { login, tls }: { readonly login?: string; readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<Proxy> {
  const asked: { line: string; headers: IncomingMessage['headers'] }[] = [];
  const sockets = new Set<Socket>();
  const refused = ({ method, url, headers }: IncomingMessage) => {
    asked.push({ line: `${method} ${url}`, headers });
    return login !== undefined && headers['proxy-authorization'] !== login;
  };
  const serve = (incoming: IncomingMessage, response: ServerResponse) => {
    if (refused(incoming)) return void response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const { pathname, search } = new URL(incoming.url ?? '');
    const outgoing = sendRequest({ ...to, headers, path: pathname + search, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy()).end();
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (incoming: IncomingMessage, client: Socket) => {
    client.on('error', () => client.destroy());
    if (refused(incoming)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const upstream = connect(to);
    sockets.add(upstream);
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('close', () => upstream.destroy()).write('HTTP/1.1 200 Connection Established\r\n\r\n');
    client.pipe(upstream).pipe(client);
  });
  const port = await listen(server);
  return {
    address: `http${tls ? 's' : ''}://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
