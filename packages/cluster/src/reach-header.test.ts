import { DEFAULT_IMAGE } from '@sticky/manifests';
import { probe } from '@sticky/probe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNamespace, startTestLab, type TestCluster } from './clusters.fixture.ts';
import { carryOut, deploy, expose, getApp, observe, probeHints, reach } from './index.ts';
import { Views } from './observe/views.fixture.ts';

const TIMEOUT = 60_000;
const name = 'chat';
const apiVersion = 'gateway.networking.k8s.io/v1';
let lab: TestCluster;

beforeAll(async () => {
  lab = await startTestLab();
}, TIMEOUT);
afterAll(() => lab?.close(), TIMEOUT);

test('a route that keeps its clients by a header is proven to', { timeout: TIMEOUT }, async () => {
  await using space = await createNamespace(lab);
  const { cluster } = space;
  await carryOut(
    cluster,
    await deploy(cluster, { name, image: DEFAULT_IMAGE, replicas: 2, port: 8080, healthPath: '/' }),
  );
  await carryOut(cluster, await expose(cluster, { name, serviceType: 'ClusterIP', port: 8080 }));
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
  const gateway = { gatewayClassName: 'sticky', listeners };
  await space.create({ apiVersion, kind: 'Gateway', metadata: { name: 'web' }, spec: gateway });
  const sessionPersistence = { type: 'Header', sessionName: 'X-Session' };
  const rules = [{ backendRefs: [{ name, port: 8080 }], sessionPersistence }];
  const spec = { parentRefs: [{ name: 'web' }], hostnames: ['sticky.info'], rules };
  await space.create({ apiVersion, kind: 'HTTPRoute', metadata: { name }, spec });
  const views = new Views();
  const observation = await observe(cluster, views);
  try {
    await views.until(({ apps: [app] }) => {
      const route = app?.routes[0];
      return app?.waitingFor.length === 0 && route?.connectTo !== undefined && route.affinity.kind === 'header';
    });
  } finally {
    await observation.close();
  }
  const app = await getApp(cluster, name);

  const { verdict } = await probe(reach(app, 'route'), probeHints(app, 'route'));

  expect(verdict).toMatchObject({ kind: 'sticky-by-header', header: 'x-session' });
});
