import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { parse, stringify } from 'yaml';
import type { TestCluster } from '../clusters.fixture.ts';
import { connect } from '../index.ts';

export interface Relay extends AsyncDisposable {
  /** A cluster behind the relay. */
  connect(namespace: string, timeout?: number): ReturnType<typeof connect>;
  /** From now on leads to this server, whatever address is asked for. */
  leadTo(server: string): void;
  /** Resets every connection; new ones get through. */
  cut(): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** An HTTP proxy on the way to a lab (the kubeconfig's `proxy-url`), to cut what goes through it. */
export async function startRelay({
  kubeconfig = '',
  context,
}: Pick<TestCluster, 'kubeconfig' | 'context'>): Promise<Relay> {
  let leadsTo: string | undefined;
  const clients = new Set<Duplex>();
  const proxy = createServer();
  // Every connection counts, also one that has not asked for anything yet.
  proxy.on('connection', (client: Duplex) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
  });
  proxy.on('connect', ({ url = '' }, client: Duplex) => {
    const { hostname, port: onwardPort } = new URL(leadsTo ?? `tcp://${url}`);
    const onward = connectTcp(Number(onwardPort), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    client.on('error', () => {}).once('close', () => onward.destroy());
    onward.on('error', () => {}).once('close', () => client.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  // A TCP server's address is always an object.
  const { port } = proxy.address() as AddressInfo;

  const folder = await mkdtemp(join(tmpdir(), 'sticky-relay-'));
  const path = join(folder, 'config');
  const config = parse(await readFile(kubeconfig, 'utf8'));
  Object.assign(config.clusters[0].cluster, { 'proxy-url': `http://127.0.0.1:${port}` });
  await writeFile(path, stringify(config));

  const cut = () => {
    for (const client of clients) client.destroy();
  };
  const down = async () => {
    if (!proxy.listening) return;
    proxy.close();
    cut();
    await once(proxy, 'close');
  };
  return {
    connect: (namespace, timeout) => connect({ kubeconfig: path, context, namespace, timeout }),
    leadTo: (server) => {
      leadsTo = server;
    },
    cut,
    down,
    up: async () => {
      proxy.listen(port, '127.0.0.1');
      await once(proxy, 'listening');
    },
    [Symbol.asyncDispose]: async () => {
      await down();
      await rm(folder, { recursive: true });
    },
  };
}
