import { DEFAULT_AFFINITY, DEFAULT_IMAGE } from '@sticky/manifests';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNamespace, type TestCluster, testClusters } from '../clusters.fixture.ts';
import { carryOut, deploy, getApp, remove, scale, stick, unstick, waitUntilReady } from '../index.ts';
import { hasKubectl, kubectlIn } from '../kubectl.fixture.ts';

const name = 'chat';
const TIMEOUT = 60_000;

describe.skipIf(!hasKubectl).each(testClusters)('beside kubectl on $name', ({ start }) => {
  let place: TestCluster;
  beforeAll(async () => {
    place = await start();
  }, TIMEOUT);
  afterAll(() => place?.close(), TIMEOUT);

  const created = ['create', 'deployment', name, `--image=${DEFAULT_IMAGE}`];

  test('scaling its Deployment claims the replicas alone, and says whose they are', {
    timeout: TIMEOUT,
  }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const kubectl = kubectlIn(place, cluster.namespace);
    await kubectl(created);

    const plan = await scale(cluster, { name, replicas: 2 });

    expect(plan.apply).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas: 2 } },
    ]);
    expect(plan.conflicts).toEqual([{ manager: 'kubectl-create', field: '.spec.replicas' }]);
    expect(plan.changes[0]?.after).toContain('replicas: 2');
    await expect(carryOut(cluster, plan)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"kubectl-create" owns .spec.replicas'),
    });
    expect(await getApp(cluster, name)).toMatchObject({ replicas: { wanted: 1 } });
    await carryOut(cluster, plan, { force: true });
    expect(await waitUntilReady(cluster, name)).toMatchObject({ replicas: { wanted: 2, ready: 2 } });
    expect((await scale(cluster, { name, replicas: 3 })).conflicts).toEqual([]);
  });

  test('deploying over its Deployment changes the container it has', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const kubectl = kubectlIn(place, cluster.namespace);
    await kubectl(created);

    const plan = await deploy(cluster, {
      name,
      image: DEFAULT_IMAGE,
      replicas: 2,
      port: 8080,
      healthPath: '/',
    });
    expect(plan.title).toBe(`Change ${name}: 2 pods of ${DEFAULT_IMAGE}`);
    expect(plan.conflicts.map(({ manager }) => manager)).toContain('kubectl-create');
    await carryOut(cluster, plan, { force: true });

    await waitUntilReady(cluster, name);
    expect(await kubectl(['get', 'deployment', name, '-o', 'jsonpath={.spec.template.spec.containers[*].name}'])).toBe(
      'sticky-session',
    );
  });

  test('its Ingress is found, and its affinity taken away only by force', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const kubectl = kubectlIn(place, cluster.namespace);
    await kubectl(created);
    await kubectl(['expose', 'deployment', name, '--port=8080']);
    await kubectl(['apply', '-f', '-'], tutorialIngress);
    const routes = async () => (await getApp(cluster, name)).routes;
    expect(await routes()).toMatchObject([
      { name: 'example-ingress', url: 'http://sticky.info/', affinity: DEFAULT_AFFINITY },
    ]);

    const plan = await unstick(cluster, { name });
    expect(plan.conflicts).toContainEqual({
      manager: 'kubectl-client-side-apply',
      field: '.metadata.annotations.nginx.ingress.kubernetes.io/affinity',
    });
    expect(plan.changes[0]?.before).toContain('session-cookie-max-age');
    expect(plan.changes[0]?.after).not.toContain('session-cookie');
    await expect(carryOut(cluster, plan)).rejects.toMatchObject({ code: 'conflict' });
    expect(await routes()).toMatchObject([{ affinity: DEFAULT_AFFINITY }]);
    await carryOut(cluster, plan, { force: true });
    expect(await routes()).toMatchObject([{ name: 'example-ingress', affinity: { kind: 'none' } }]);

    await carryOut(cluster, await stick(cluster, { name, affinity: DEFAULT_AFFINITY }));
    expect(await routes()).toMatchObject([{ name: 'example-ingress', affinity: DEFAULT_AFFINITY }]);
    expect((await remove(cluster, { name })).remove.map(({ kind, name: other }) => `${kind} ${other}`)).toEqual([
      'Ingress example-ingress',
      `Service ${name}`,
      `Deployment ${name}`,
    ]);
  });
});

/** As the tutorial has it, with the last value quoted. */
const tutorialIngress = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: example-ingress
  annotations:
    nginx.ingress.kubernetes.io/affinity: "cookie"
    nginx.ingress.kubernetes.io/affinity-mode: "balanced"
    nginx.ingress.kubernetes.io/session-cookie-name: "key"
    nginx.ingress.kubernetes.io/session-cookie-max-age: "60"
spec:
  rules:
  - host: sticky.info
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: ${name}, port: {number: 8080}}}
`;
