import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, type ClusterView, connect, getView, observe } from '../index.ts';

/** What no healthy server does, and a lab cannot be made to do: played by a server of the test's own. */
let folder: string;
let server: Server;
let cluster: Cluster;
let onList: (plural: string) => { status?: number; items?: object[] };
let onWatch: (plural: string, revision: string, response: ServerResponse) => void;
let asked: { plural: string; revision: string | undefined }[];

const deployment = (name: string, revision: string) => ({
  metadata: { name, uid: `uid-${name}`, resourceVersion: revision },
  spec: { replicas: 0, selector: {}, template: { spec: { containers: [] } } },
});

beforeEach(async () => {
  asked = [];
  onList = () => ({});
  onWatch = () => {};
  const sockets = new Set<Socket>();
  server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://server');
    const plural = pathname.split('/').at(-1) ?? '';
    if (plural === 'version') {
      response.end('{"gitVersion":"v1.34.0"}');
    } else if (searchParams.has('watch')) {
      const revision = searchParams.get('resourceVersion') ?? '';
      asked.push({ plural, revision });
      response.flushHeaders();
      onWatch(plural, revision, response);
    } else {
      asked.push({ plural, revision: undefined });
      const { status = 200, items = [] } = onList(plural);
      response.writeHead(status).end(JSON.stringify({ metadata: { resourceVersion: '10' }, items }));
    }
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.once('close', () => rmSync(folder, { recursive: true }));

  folder = mkdtempSync(join(tmpdir(), 'sticky-observe-'));
  const kubeconfig = join(folder, 'config');
  // The address of a listening TCP server is always an object.
  const { port } = server.address() as AddressInfo;
  const config = {
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    contexts: [{ name: 'x', context: { cluster: 'c' } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  cluster = await connect({ kubeconfig, context: 'x' });
});

afterEach(async () => {
  await cluster.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Resolves with the first view that is as wanted. */
async function viewThat(
  holds: (view: ClusterView) => boolean,
): Promise<{ view: ClusterView; close: () => Promise<void> }> {
  const found = Promise.withResolvers<ClusterView>();
  const look = (view: ClusterView) => {
    if (holds(view)) found.resolve(view);
  };
  const observation = await observe(cluster, { onChange: look });
  look(observation.view);
  return { view: await found.promise, close: observation.close };
}

const asks = (plural: string) => asked.filter((each) => each.plural === plural).map(({ revision }) => revision);

test('a kind that may not be seen is a line, and the rest is alive', async () => {
  const hidden = ['ingresses', 'ingressclasses', 'nodes'];
  onList = (plural) => (hidden.includes(plural) ? { status: 403 } : { items: [] });
  onWatch = (plural, _, response) => {
    if (plural === 'deployments')
      response.write(`${JSON.stringify({ type: 'ADDED', object: deployment('chat', '11') })}\n`);
  };

  const { view, close } = await viewThat(({ apps }) => apps.length === 1);

  expect(view).not.toHaveProperty('staleSince');
  expect(view.problems, 'who may not list what is of the whole cluster misses little').toEqual([
    expect.stringContaining('May not list ingresses'),
  ]);
  await close();
});

test('without Deployments there is nothing to observe', async () => {
  onList = (plural) => (plural === 'deployments' ? { status: 403 } : {});

  await expect(observe(cluster, { onChange: () => {} })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('resources: ["deployments"]'),
  });
});

test('a watch that ends goes on from the last revision, bookmarks included', async () => {
  onWatch = (plural, revision, response) => {
    if (plural !== 'deployments') return;
    if (revision === '10')
      response.end(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '17' } } })}\n`);
    if (revision === '17') response.end(`${JSON.stringify({ type: 'ADDED', object: deployment('chat', '18') })}\n`);
    if (revision === '18') response.write(`${JSON.stringify({ type: 'DELETED', object: deployment('chat', '19') })}\n`);
  };

  const { close } = await viewThat(({ apps }) => apps.length === 1);
  await expect.poll(() => asks('deployments')).toEqual([undefined, '10', '17', '18']);
  await close();
});

test('a revision that is no longer kept means a new list', async () => {
  let lists = 0;
  onList = (plural) => {
    if (plural !== 'deployments') return {};
    lists += 1;
    return { items: lists === 1 ? [deployment('old', '1')] : [deployment('new', '2')] };
  };
  const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } };
  onWatch = (plural, _, response) => {
    if (plural === 'deployments' && lists === 1) response.end(`${JSON.stringify(gone)}\n`);
  };

  const { view, close } = await viewThat(({ apps }) => apps[0]?.name === 'new');

  expect(view.apps.map(({ name }) => name)).toEqual(['new']);
  await close();
});

test('a server that ends every watch at once is not hammered', async () => {
  onWatch = (_, __, response) => response.end();
  const { close } = await viewThat(() => true);
  const started = performance.now();
  await expect.poll(() => asks('pods').length, { timeout: 5_000 }).toBeGreaterThanOrEqual(4);

  expect(performance.now() - started).toBeGreaterThan(300);
  await close();
});

test("what is not Kubernetes' makes the view stale, with a line that says so", async () => {
  onWatch = (plural, _, response) => {
    onList = () => ({ items: [{ nonsense: true }] });
    if (plural === 'pods') response.end('<html>\n');
  };

  const { view, close } = await viewThat(({ staleSince }) => staleSince !== undefined);

  expect(view.problems).toEqual([expect.stringContaining("an answer that is not Kubernetes'")]);
  await close();
});

test('a cluster without the Gateway API has no routes of it, and that is no problem', async () => {
  const isGateway = (plural: string) => plural === 'gateways' || plural === 'httproutes';
  onList = (plural) => (isGateway(plural) ? { status: 404 } : {});

  const observation = await observe(cluster, { onChange: () => {} });

  expect(observation.view).toEqual({ context: 'x', namespace: 'default', apps: [], problems: [] });
  expect((await getView(cluster)).problems).toEqual([]);
  expect(asked.filter(({ plural, revision }) => isGateway(plural) && revision !== undefined)).toEqual([]);
  await observation.close();
});
