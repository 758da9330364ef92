import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_IMAGE } from '@sticky/manifests';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createNamespace, startTestLab, type TestCluster, testClusters } from '../clusters.fixture.ts';
import { type ClusterView, carryOut, connect, deploy, observe, remove, scale } from '../index.ts';

const TIMEOUT = 60_000;
const app = { name: 'chat', image: DEFAULT_IMAGE, replicas: 1, port: 8080, healthPath: '/' };

/** Waits until a view is as wanted. */
class Views {
  latest: ClusterView | undefined;
  count = 0;
  #waiting: { holds: (view: ClusterView) => boolean; resolve: (view: ClusterView) => void }[] = [];

  readonly onChange = (view: ClusterView) => {
    this.latest = view;
    this.count += 1;
    this.#waiting = this.#waiting.filter(({ holds, resolve }) => {
      if (!holds(view)) return true;
      resolve(view);
      return false;
    });
  };

  until(holds: (view: ClusterView) => boolean): Promise<ClusterView> {
    if (this.latest !== undefined && holds(this.latest)) return Promise.resolve(this.latest);
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }
}

describe.each(testClusters)('on $name', ({ start }) => {
  let place: TestCluster;
  beforeAll(async () => {
    place = await start();
  }, TIMEOUT);
  afterAll(() => place?.close(), TIMEOUT);

  test('tells every change, from the first pod to the last', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const views = new Views();
    const observation = await observe(cluster, views);
    expect(observation.view).toEqual({
      context: cluster.context,
      namespace: cluster.namespace,
      apps: [],
      problems: [],
    });

    await carryOut(cluster, await deploy(cluster, app));
    const up = await views.until(({ apps }) => apps[0]?.waitingFor.length === 0);
    expect(up.apps[0]).toMatchObject({ name: 'chat', pods: [{ status: 'Running' }] });
    expect(observation.view).toEqual(views.latest);

    await carryOut(cluster, await remove(cluster, { name: 'chat' }));
    await views.until(({ apps }) => apps.length === 0);
    await observation.close();
  });

  test('is silent once closed, or aborted', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const views = new Views();
    const controller = new AbortController();
    const closed = await observe(cluster, views);
    const aborted = await observe(cluster, { onChange: views.onChange, signal: controller.signal });
    const witness = new Views();
    const open = await observe(cluster, witness);

    await closed.close();
    controller.abort();
    await aborted.close();
    await carryOut(cluster, await deploy(cluster, app));
    await witness.until(({ apps }) => apps[0]?.waitingFor.length === 0);

    expect(views.count).toBe(0);
    await open.close();
    await expect(observe(cluster, { onChange: views.onChange, signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  test('ends with its cluster', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const cluster = await connect({
      kubeconfig: place.kubeconfig,
      context: place.context,
      namespace: space.cluster.namespace,
    });
    const observation = await observe(cluster, { onChange: () => {} });

    await cluster.close();

    await observation.close();
  });
});

test('a process that has closed its cluster ends by itself', { timeout: TIMEOUT }, async () => {
  const lab = await startTestLab();
  try {
    const script = `
      import { connect, observe, waitUntilReady } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '..', 'index.ts')).href)};
      const cluster = await connect(${JSON.stringify({ kubeconfig: lab.kubeconfig, context: lab.context })});
      const observation = await observe(cluster, { onChange: () => {} });
      await waitUntilReady(cluster, 'nobody').catch((error) => console.log(error.code));
      await observation.close();
      await cluster.close();
      console.log('closed');
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      timeout: 20_000,
    });

    expect(stdout).toBe('not-found\nclosed\n');
  } finally {
    await lab.close();
  }
});

describe('when the connection fails', () => {
  let lab: TestCluster;
  beforeAll(async () => {
    lab = await startTestLab();
  }, TIMEOUT);
  afterAll(() => lab?.close(), TIMEOUT);

  test('cut watches are started again, and nothing is missed', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(lab);
    await using relay = await startRelay(lab);
    const cluster = await relay.connect(space.cluster.namespace);
    const views = new Views();
    const observation = await observe(cluster, views);

    relay.cut();
    await carryOut(space.cluster, await deploy(space.cluster, app));
    const view = await views.until(
      ({ apps, staleSince }) => staleSince === undefined && apps[0]?.waitingFor.length === 0,
    );

    expect(view.problems).toEqual([]);
    await observation.close();
    await cluster.close();
  });

  test('a server that is gone makes the view stale, not empty, and it recovers', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(lab);
    await carryOut(space.cluster, await deploy(space.cluster, app));
    await using relay = await startRelay(lab);
    const cluster = await relay.connect(space.cluster.namespace);
    const views = new Views();
    const before = new Date().toISOString();
    const observation = await observe(cluster, views);

    await relay.down();
    const stale = await views.until(({ staleSince }) => staleSince !== undefined);
    expect(stale.apps).toHaveLength(1);
    expect(stale.staleSince).toMatch(/^\d{4}-/);
    expect(stale.staleSince?.localeCompare(before)).toBe(1);
    expect(stale.problems.join()).toContain('Nothing answers at');

    await carryOut(space.cluster, await scale(space.cluster, { name: 'chat', replicas: 2 }));
    await relay.up();
    const fresh = await views.until(
      ({ apps, staleSince }) => staleSince === undefined && apps[0]?.replicas.ready === 2,
    );
    expect(fresh.problems).toEqual([]);
    await observation.close();
    await cluster.close();
  });

  test('it is closed at once while the server is gone', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(lab);
    await using relay = await startRelay(lab);
    const cluster = await relay.connect(space.cluster.namespace);
    const views = new Views();
    const observation = await observe(cluster, views);
    await relay.down();
    await views.until(({ staleSince }) => staleSince !== undefined);

    await observation.close();
    await cluster.close();
  });
});

interface Relay extends AsyncDisposable {
  /** A cluster behind the relay. */
  connect(namespace: string): ReturnType<typeof connect>;
  /** Resets every connection; new ones get through. */
  cut(): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** An HTTP proxy on the way to a lab (the kubeconfig's `proxy-url`), to cut what goes through it. */
async function startRelay({ kubeconfig = '', context }: TestCluster): Promise<Relay> {
  const clients = new Set<Duplex>();
  const proxy = createServer();
  // Every connection counts, also one that has not asked for anything yet.
  proxy.on('connection', (client: Duplex) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
  });
  proxy.on('connect', ({ url = '' }, client: Duplex) => {
    const { hostname, port: onwardPort } = new URL(`tcp://${url}`);
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
    connect: (namespace) => connect({ kubeconfig: path, context, namespace }),
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
