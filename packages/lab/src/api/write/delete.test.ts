import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployment, pod } from '../testing/manifests.ts';
import { type ServedApi, serveApi } from '../testing/serve-api.ts';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

let api: ServedApi;
beforeEach(async () => {
  api = await serveApi();
});
afterEach(() => api.close());

/** A pod as the scheduler leaves it. */
async function scheduledPod(name: string): Promise<void> {
  await api.call(`POST ${PODS}`, { body: { ...pod(name), spec: { ...pod(name).spec, nodeName: 'node' } } });
}

describe('a pod', () => {
  test('that runs on a node gets its grace period, and a shorter one when that is asked for', async () => {
    await scheduledPod('a');
    const first = await api.call(`DELETE ${PODS}/a`);
    expect(first.body).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 30 } });
    const second = await api.call(`DELETE ${PODS}/a?gracePeriodSeconds=5`);
    expect(second.body).toMatchObject({ metadata: { deletionGracePeriodSeconds: 5 } });
    const third = await api.call(`DELETE ${PODS}/a?gracePeriodSeconds=20`);
    expect(third.body).toMatchObject({ metadata: { deletionGracePeriodSeconds: 5 } });
    expect((await api.call(`GET ${PODS}/a`)).status).toBe(200);
  });

  test('is gone at once without grace', async () => {
    await scheduledPod('a');
    await api.call(`DELETE ${PODS}/a`, { body: { gracePeriodSeconds: 0 } });
    expect((await api.call(`GET ${PODS}/a`)).status).toBe(404);
  });

  test('that no node has is gone at once', async () => {
    await api.call(`POST ${PODS}`, { body: pod('a') });
    await api.call(`DELETE ${PODS}/a`);
    expect((await api.call(`GET ${PODS}/a`)).status).toBe(404);
  });
});

describe('what the object owns', () => {
  beforeEach(async () => {
    await api.call(`POST ${DEPLOYMENTS}`, { body: deployment('web') });
  });

  test('is left to the collector, in the background', async () => {
    const { body } = await api.call(`DELETE ${DEPLOYMENTS}/web`, { body: { propagationPolicy: 'Background' } });
    expect(body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'web', group: 'apps', kind: 'deployments', uid: expect.any(String) },
    });
    expect((await api.call(`GET ${DEPLOYMENTS}/web`)).status).toBe(404);
  });

  test.each([
    ['Foreground', 'foregroundDeletion'],
    ['Orphan', 'orphan'],
  ])('%s leaves the finalizer %s', async (propagationPolicy, finalizer) => {
    const { body } = await api.call(`DELETE ${DEPLOYMENTS}/web`, { body: { propagationPolicy } });
    expect(body).toMatchObject({ metadata: { finalizers: [finalizer], deletionTimestamp: expect.any(String) } });
  });
});

describe('a deletion', () => {
  beforeEach(async () => {
    await api.call(`POST ${DEPLOYMENTS}`, { body: deployment('web') });
  });

  test('of another object of the same name is 409', async () => {
    const { status } = await api.call(`DELETE ${DEPLOYMENTS}/web`, { body: { preconditions: { uid: 'another' } } });
    expect(status).toBe(409);
  });

  test('as a dry run takes nothing', async () => {
    expect((await api.call(`DELETE ${DEPLOYMENTS}/web?dryRun=All`)).status).toBe(200);
    expect((await api.call(`DELETE ${DEPLOYMENTS}/web`, { body: { dryRun: ['All'] } })).status).toBe(200);
    expect((await api.call(`GET ${DEPLOYMENTS}/web`)).status).toBe(200);
  });

  test('with a policy that is none is 422', async () => {
    const { body } = await api.call(`DELETE ${DEPLOYMENTS}/web`, { body: { propagationPolicy: 'Later' } });
    expect(body).toMatchObject({
      code: 422,
      message: expect.stringContaining('propagationPolicy: Unsupported value: "Later"'),
    });
  });

  test('of a collection takes what its selector chooses', async () => {
    await api.call(`POST ${DEPLOYMENTS}`, { body: deployment('other') });
    await api.call(`DELETE ${DEPLOYMENTS}?labelSelector=app%3Dweb`);
    const { body } = await api.call<{ items: { metadata: { name: string } }[] }>(`GET ${DEPLOYMENTS}`);
    expect(body.items.map(({ metadata }) => metadata.name)).toEqual(['other']);
  });
});

test('a namespace is first emptied', async () => {
  await api.call('POST /api/v1/namespaces', { body: { metadata: { name: 'shop' } } });
  const { body } = await api.call('DELETE /api/v1/namespaces/shop');
  expect(body).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
  expect((await api.call('GET /api/v1/namespaces/shop')).status).toBe(200);
});

test.each(['default', 'kube-system', 'kube-public'])('the namespace %s stays', async (name) => {
  await api.call('POST /api/v1/namespaces', { body: { metadata: { name } } });

  for (const what of [`DELETE /api/v1/namespaces/${name}`, `DELETE /api/v1/namespaces/${name}?dryRun=All`]) {
    const { status, body } = await api.call(what);
    expect(status).toBe(403);
    expect(body).toMatchObject({ message: `namespaces "${name}" is forbidden: this namespace may not be deleted` });
  }

  const { status, body } = await api.call(`GET /api/v1/namespaces/${name}`);
  expect(status).toBe(200);
  expect(body).not.toHaveProperty('metadata.deletionTimestamp');
});
