import { DEFAULT_AFFINITY, DEFAULT_IMAGE } from '@sticky/manifests';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNamespace, startTestLab, type TestCluster } from '../clusters.fixture.ts';
import {
  type AppView,
  type Cluster,
  carryOut,
  deploy,
  drillDeletePod,
  expose,
  podIdentities,
  stick,
  waitUntilReady,
} from '../index.ts';

const TIMEOUT = 60_000;
const name = 'chat';
let lab: TestCluster;

beforeAll(async () => {
  lab = await startTestLab();
}, TIMEOUT);
afterAll(() => lab?.close(), TIMEOUT);

async function stickyApp(cluster: Cluster): Promise<AppView> {
  await carryOut(
    cluster,
    await deploy(cluster, { name, image: DEFAULT_IMAGE, replicas: 2, port: 8080, healthPath: '/' }),
  );
  await carryOut(
    cluster,
    await expose(cluster, { name, serviceType: 'ClusterIP', route: { host: 'sticky.info', path: '/' } }),
  );
  await carryOut(cluster, await stick(cluster, { name, affinity: DEFAULT_AFFINITY }));
  return waitUntilReady(cluster, name);
}

test('the sessions of a deleted pod move, the others stay', { timeout: TIMEOUT }, async () => {
  await using space = await createNamespace(lab);
  const app = await stickyApp(space.cluster);
  const names = await podIdentities(app);
  expect(Object.values(names).sort()).toEqual(app.pods.map((pod) => pod.name).sort());
  const [victim, survivor] = app.pods.map((pod) => pod.name);
  const told: string[] = [];

  const report = await drillDeletePod(space.cluster, {
    app: name,
    pod: victim ?? '',
    sessions: 8,
    onEvent: ({ text }) => told.push(text),
  });

  const first = (session: number) => report.samples.find((sample) => sample.session === session)?.backend ?? '';
  const last = (session: number) => report.samples.findLast((sample) => sample.session === session)?.backend ?? '';
  const sessions = [0, 1, 2, 3, 4, 5, 6, 7];
  const bereft = sessions.filter((session) => names[first(session)] === victim);
  expect(report).toMatchObject({ pod: victim, sessions: 8, requests: report.samples.length });
  expect(report.moved).toBe(sessions.filter((session) => first(session) !== last(session)).length);
  expect(report.moved).toBeGreaterThanOrEqual(bereft.length);
  for (const session of bereft) expect(last(session)).not.toBe(first(session));
  expect(report.replacedIn).toBeGreaterThan(0);
  expect(app.pods.map((pod) => pod.name)).not.toContain(report.replacement);
  for (const pod of report.movedTo) expect([survivor, report.replacement]).toContain(pod);
  expect(report.samples.filter(({ backend }) => backend === undefined)).toHaveLength(report.failed);
  expect(told).toEqual([`pod ${victim} deleted`, `pod ${report.replacement} ready`]);
  expect(JSON.stringify(report), 'no cookie value').not.toMatch(/\|[0-9a-f]{32}/);
});

test('an abort ends it, and the App is left to heal', { timeout: TIMEOUT }, async () => {
  await using space = await createNamespace(lab);
  const app = await stickyApp(space.cluster);
  const controller = new AbortController();

  const drill = drillDeletePod(space.cluster, {
    app: name,
    pod: app.pods[0]?.name ?? '',
    signal: controller.signal,
    onEvent: () => controller.abort(),
  });

  await expect(drill).rejects.toMatchObject({ code: 'aborted' });
  expect(await waitUntilReady(space.cluster, name)).toMatchObject({ replicas: { wanted: 2, ready: 2 } });
});

test('what cannot be drilled says why', { timeout: TIMEOUT }, async () => {
  await using space = await createNamespace(lab);
  const { cluster } = space;
  await carryOut(
    cluster,
    await deploy(cluster, { name, image: DEFAULT_IMAGE, replicas: 1, port: 8080, healthPath: '/' }),
  );
  const { pods } = await waitUntilReady(cluster, name);

  await expect(drillDeletePod(cluster, { app: 'other', pod: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(drillDeletePod(cluster, { app: name, pod: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(drillDeletePod(cluster, { app: name, pod: pods[0]?.name ?? '' })).rejects.toMatchObject({
    code: 'no-address',
  });
});
