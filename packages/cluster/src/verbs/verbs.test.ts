import { DEFAULT_AFFINITY, DEFAULT_IMAGE } from '@sticky/manifests';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNamespace, type TestCluster, testClusters } from '../clusters.fixture.ts';
import {
  type AppView,
  type Cluster,
  carryOut,
  deletePod,
  deploy,
  expose,
  getApp,
  type Plan,
  readLogs,
  remove,
  scale,
  stick,
  unstick,
  waitUntilReady,
} from '../index.ts';

const name = 'chat';
const app = { name, image: DEFAULT_IMAGE, replicas: 1, port: 8080, healthPath: '/' };
const route = { host: 'sticky.info', path: '/' };
const TIMEOUT = 60_000;

describe.each(testClusters)('on $name', ({ start }) => {
  let place: TestCluster;
  beforeAll(async () => {
    place = await start();
  }, TIMEOUT);
  afterAll(() => place?.close(), TIMEOUT);

  const done = async (cluster: Cluster, plan: Plan | Promise<Plan>): Promise<Plan> => {
    const planned = await plan;
    await carryOut(cluster, planned);
    return planned;
  };
  /** A cluster that need not have a balancer or an ingress controller is only asked for its objects. */
  const settled = (cluster: Cluster): Promise<AppView> =>
    place.reachable ? waitUntilReady(cluster, name) : getApp(cluster, name);

  const actions = ({ changes }: Plan) => changes.map(({ action, ref }) => `${action} ${ref.kind} ${ref.name}`);

  test('a plan shows what it would do, and does nothing', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);

    const plan = await deploy(space.cluster, app);

    expect(plan).toMatchObject({
      title: `Deploy ${name}: 1 pod of ${DEFAULT_IMAGE}`,
      app: name,
      conflicts: [],
      losses: [],
    });
    expect(actions(plan)).toEqual([`create Deployment ${name}`]);
    expect(plan.changes[0]?.before).toBe('');
    expect(plan.changes[0]?.after).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
    expect(plan.changes[0]?.after).not.toMatch(/managedFields|creationTimestamp|uid|resourceVersion|status:/);
    await expect(getApp(space.cluster, name)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('deploy it first'),
    });
  });

  test('the whole way', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;

    await done(cluster, deploy(cluster, app));
    const deployed = await waitUntilReady(cluster, name);
    expect(deployed).toMatchObject({
      replicas: { wanted: 1, ready: 1 },
      pods: [{ status: 'Running', ready: true }],
      routes: [],
    });
    expect(actions(await deploy(cluster, app))).toEqual([`unchanged Deployment ${name}`]);
    expect(await readLogs(cluster, deployed.pods[0]?.name ?? '')).toEqual(expect.any(String));

    const scaled = await done(cluster, scale(cluster, { name, replicas: 2 }));
    expect(scaled).toMatchObject({ title: `Scale ${name} from 1 to 2 pods`, conflicts: [] });
    expect(await waitUntilReady(cluster, name)).toMatchObject({
      image: DEFAULT_IMAGE,
      replicas: { wanted: 2, ready: 2 },
    });

    const exposed = await done(cluster, expose(cluster, { name, serviceType: 'LoadBalancer', route }));
    expect(actions(exposed)).toEqual([`create Service ${name}`, `create Ingress ${name}`]);
    expect(await settled(cluster)).toMatchObject({
      service: { name, type: 'LoadBalancer', port: 8080, affinity: { kind: 'none' } },
      routes: [{ url: 'http://sticky.info/', affinity: { kind: 'none' } }],
    });

    const stuck = await done(cluster, stick(cluster, { name, affinity: DEFAULT_AFFINITY }));
    expect(stuck).toMatchObject({ title: `Make ${name} sticky by cookie "key"`, conflicts: [], losses: [] });
    expect(actions(stuck)).toEqual([`update Ingress ${name}`]);
    expect((await settled(cluster)).routes).toMatchObject([{ url: 'http://sticky.info/', affinity: DEFAULT_AFFINITY }]);

    const again = await done(cluster, expose(cluster, { name, serviceType: 'LoadBalancer', route }));
    expect(actions(again), 'exposing again keeps the affinity').toEqual([`unchanged Service ${name}`]);

    const pinned = { kind: 'cookie', name: 'other', strength: 'pinned' } as const;
    await done(cluster, stick(cluster, { name, affinity: pinned }));
    expect((await getApp(cluster, name)).routes, 'what the new affinity does not say is gone').toMatchObject([
      { affinity: pinned },
    ]);
    expect((await getApp(cluster, name)).routes[0]?.affinity).not.toHaveProperty('maxAgeSeconds');

    const unstuck = await done(cluster, unstick(cluster, { name }));
    expect(unstuck).toMatchObject({ conflicts: [], patch: [] });
    expect((await settled(cluster)).routes).toMatchObject([{ url: 'http://sticky.info/', affinity: { kind: 'none' } }]);
    expect(actions(await unstick(cluster, { name }))).toEqual([]);

    const [first] = (await getApp(cluster, name)).pods;
    const deleted = await done(cluster, deletePod(cluster, { pod: first?.name ?? '' }));
    expect(actions(deleted)).toEqual([`delete Pod ${first?.name}`]);
    await expect.poll(async () => (await getApp(cluster, name)).pods.map(({ uid }) => uid)).not.toContain(first?.uid);

    const removed = await done(cluster, remove(cluster, { name }));
    expect(removed.title).toBe(`Remove ${name}: Ingress ${name}, Service ${name}, Deployment ${name}`);
    await expect(getApp(cluster, name)).rejects.toMatchObject({ code: 'not-found' });
    for (const kind of ['Ingress', 'Service', 'Deployment']) {
      expect(await cluster.api.get({ kind, name }, undefined), kind).toBeUndefined();
    }
  });

  test('the client address, on the Service', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, app));
    await done(cluster, expose(cluster, { name, serviceType: 'ClusterIP' }));
    const affinity = { kind: 'client-address', timeoutSeconds: 600 } as const;

    const plan = await done(cluster, stick(cluster, { name, affinity }));
    expect(actions(plan)).toEqual([`update Service ${name}`]);
    expect((await getApp(cluster, name)).service).toMatchObject({ affinity, port: 8080 });

    await done(cluster, unstick(cluster, { name }));
    expect((await getApp(cluster, name)).service).toMatchObject({ affinity: { kind: 'none' }, port: 8080 });
  });

  test('the client address, on a Service that is reached from outside', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, app));
    await done(cluster, expose(cluster, { name, serviceType: 'NodePort' }));

    const stuck = await done(cluster, stick(cluster, { name, affinity: { kind: 'client-address' } }));
    expect(stuck.changes[0]?.before).toContain('externalTrafficPolicy: Cluster');
    expect(stuck.changes[0]?.after).toContain('externalTrafficPolicy: Local');

    const unstuck = await done(cluster, unstick(cluster, { name }));
    expect(unstuck.changes[0]?.after, 'as it was before').toBe(stuck.changes[0]?.before);
    expect(actions(await unstick(cluster, { name }))).toEqual([]);
  });

  test('unsticking a Service that somebody else made', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, app));
    const made = (externalTrafficPolicy: string, sessionAffinity: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${name}-${externalTrafficPolicy}-${sessionAffinity}`.toLowerCase() },
      spec: {
        type: 'NodePort',
        selector: { app: name },
        ports: [{ port: 8080 }],
        externalTrafficPolicy,
        sessionAffinity,
      },
    });
    await space.create(made('Local', 'None'));
    await space.create(made('Cluster', 'None'));
    await space.create(made('Cluster', 'ClientIP'));
    await carryOut(cluster, await stick(cluster, { name, affinity: { kind: 'client-address' } }), { force: true });

    const plan = await unstick(cluster, { name });
    await carryOut(cluster, plan, { force: true });

    const services = await Promise.all(
      plan.changes.map(({ ref }) => cluster.api.get({ kind: 'Service', name: ref.name }, undefined)),
    );
    expect(services).toMatchObject([
      {
        metadata: { name: `${name}-cluster-none` },
        spec: { sessionAffinity: 'None', externalTrafficPolicy: 'Cluster' },
      },
      { metadata: { name: `${name}-local-none` }, spec: { sessionAffinity: 'None', externalTrafficPolicy: 'Local' } },
      {
        metadata: { name: `${name}-cluster-clientip` },
        spec: { sessionAffinity: 'None', externalTrafficPolicy: 'Cluster' },
      },
    ]);
  });

  test('sticking with a route makes the Ingress', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, app));
    await expect(stick(cluster, { name, affinity: DEFAULT_AFFINITY, route })).rejects.toMatchObject({
      code: 'not-possible',
    });
    await done(cluster, expose(cluster, { name, serviceType: 'ClusterIP' }));
    await expect(stick(cluster, { name, affinity: DEFAULT_AFFINITY })).rejects.toMatchObject({
      code: 'not-possible',
      message: `${name} has no Ingress to make sticky: give one by its host, such as sticky.info.`,
    });

    expect(actions(await done(cluster, stick(cluster, { name, affinity: DEFAULT_AFFINITY, route })))).toEqual([
      `create Ingress ${name}`,
    ]);
    expect((await getApp(cluster, name)).routes).toMatchObject([
      { url: 'http://sticky.info/', affinity: DEFAULT_AFFINITY },
    ]);
  });

  test('a route that ingress-nginx does not serve is not made sticky by it', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, app));
    const foreign = { ...route, ingressClassName: 'sticky-test-unknown' };
    await done(cluster, expose(cluster, { name, serviceType: 'ClusterIP', route: foreign }));

    const [view] = (await getApp(cluster, name)).routes;
    expect(view).toMatchObject({ className: foreign.ingressClassName, affinity: { kind: 'unknown' } });
    expect(view).not.toHaveProperty('router');
    const refusal = {
      code: 'not-possible',
      message: expect.stringMatching(
        /^ingress-nginx does not serve a route of class "sticky-test-unknown": .*, or stick by client address on the Service\.$/,
      ),
    };
    await expect(stick(cluster, { name, affinity: DEFAULT_AFFINITY })).rejects.toMatchObject(refusal);
    await expect(
      stick(cluster, { name, affinity: DEFAULT_AFFINITY, route: { ...foreign, path: '/new' } }),
      'nor is a new one made',
    ).rejects.toMatchObject(refusal);
    await done(cluster, stick(cluster, { name, affinity: { kind: 'client-address' } }));
  });

  test('removing leaves what others use too', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    for (const each of [name, 'other']) {
      await done(cluster, deploy(cluster, { ...app, name: each }));
      await done(cluster, expose(cluster, { name: each, serviceType: 'ClusterIP' }));
    }
    await space.create(ingressOf({ '/': name, '/o': 'other' }));

    const plan = await remove(cluster, { name });

    expect(actions(plan)).toEqual([`delete Service ${name}`, `delete Deployment ${name}`]);
    expect(plan.notes).toEqual(['Ingress shared stays: it also leads to Service other.']);
  });

  test('removing leaves a Service that selects the pods of others too, and says so', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const labels = { team: 'blue' };
    for (const each of [name, 'other']) await space.create(deploymentOf(each, labels));
    const spec = { selector: labels, ports: [{ port: 8080 }] };
    await space.create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'both' }, spec });
    await space.create(ingressOf({ '/': 'both' }));

    const plan = await remove(cluster, { name });

    expect(actions(plan)).toEqual([`delete Deployment ${name}`]);
    expect(plan.notes).toEqual([
      'Service both stays: it also selects the pods of other.',
      'Ingress shared stays: it also leads to Service both.',
    ]);
  });

  test('what is not there is named with what is', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, app));

    await expect(scale(cluster, { name: 'chta', replicas: 2 })).rejects.toThrow(
      `No App "chta" in ${cluster.context} / ${cluster.namespace}: there are chat.`,
    );
    await expect(deletePod(cluster, { pod: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(readLogs(cluster, 'nobody')).rejects.toMatchObject({ code: 'not-found' });
    await expect(scale(cluster, { name, replicas: -1 })).rejects.toMatchObject({ code: 'not-possible' });
    await expect(deploy(cluster, { ...app, name: 'Not A Name' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('an abort ends a plan and its carrying out, before anything is done', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    const signal = AbortSignal.abort();

    await expect(deploy(cluster, app, { signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(carryOut(cluster, await deploy(cluster, app), { signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(getApp(cluster, name)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('what never becomes ready says why', { timeout: TIMEOUT }, async () => {
    await using space = await createNamespace(place);
    const { cluster } = space;
    await done(cluster, deploy(cluster, { ...app, image: 'example.invalid/nobody/nothing:1' }));
    await expect
      .poll(async () => (await getApp(cluster, name)).problems.join(), { timeout: 30_000 })
      .toMatch(/ErrImagePull|ImagePullBackOff/);

    await expect(waitUntilReady(cluster, name, { timeout: 500 })).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringMatching(/0 of 1 pods ready.*ImagePull/),
    });
    await expect(waitUntilReady(cluster, name, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

/** A Deployment without pods, which would have these labels beside its own. */
function deploymentOf(deployment: string, labels: Readonly<Record<string, string>>) {
  const containers = [{ name: 'c', image: DEFAULT_IMAGE }];
  const spec = {
    replicas: 0,
    selector: { matchLabels: { app: deployment } },
    template: { metadata: { labels: { app: deployment, ...labels } }, spec: { containers } },
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: deployment }, spec };
}

/** An Ingress that leads each path to the Service named at it. */
function ingressOf(services: Readonly<Record<string, string>>) {
  const paths = Object.entries(services).map(([path, service]) => ({
    path,
    pathType: 'Prefix',
    backend: { service: { name: service, port: { number: 8080 } } },
  }));
  const spec = { rules: [{ host: 'sticky.info', http: { paths } }] };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'shared' }, spec };
}
