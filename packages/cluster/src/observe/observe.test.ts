import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_IMAGE } from '@sticky/manifests';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNamespace, startTestLab, type TestCluster, testClusters } from '../clusters.fixture.ts';
import { carryOut, connect, deploy, observe, remove, scale } from '../index.ts';
import { startRelay } from './relay.fixture.ts';
import { Views } from './views.fixture.ts';

const TIMEOUT = 60_000;
const app = { name: 'chat', image: DEFAULT_IMAGE, replicas: 1, port: 8080, healthPath: '/' };

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
