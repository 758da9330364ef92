import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployment, pod, service } from '../testing/manifests.ts';
import { type ServedApi, serveApi } from '../testing/serve-api.ts';

const WEB = '/apis/apps/v1/namespaces/default/deployments/web';

interface Deployment {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: object;
}

let api: ServedApi;
let created: Deployment;
beforeEach(async () => {
  api = await serveApi();
  created = (
    await api.call<Deployment>('POST /apis/apps/v1/namespaces/default/deployments', { body: deployment('web') })
  ).body;
});
afterEach(() => api.close());

test('a write keeps what is the server’s, and the status', async () => {
  await api.call(`PUT ${WEB}/status`, {
    body: { ...deployment('web', { replicas: 9 }), status: { readyReplicas: 1 } },
  });
  const body = { ...deployment('web', { replicas: 2 }), status: { readyReplicas: 7 } };
  const { body: updated } = await api.call<Deployment>(`PUT ${WEB}`, { body });
  expect(updated).toMatchObject({
    metadata: { uid: created.metadata.uid, generation: 2 },
    spec: { replicas: 2 },
    status: { readyReplicas: 1 },
  });
});

test('a write of an old version is 409', async () => {
  await api.call(`PUT ${WEB}`, { body: deployment('web', { replicas: 2 }) });
  const body = { ...created, spec: { ...created.spec, replicas: 3 } };
  expect((await api.call(`PUT ${WEB}`, { body })).body).toMatchObject({
    code: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
  });
});

test('a write that changes nothing changes no version', async () => {
  const { body } = await api.call<Deployment>(`PUT ${WEB}`, { body: created });
  expect(body.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
});

test('a selector never changes', async () => {
  const other = { app: 'other' };
  const template = { metadata: { labels: other }, spec: { containers: [{ name: 'web', image: 'web' }] } };
  const { body } = await api.call(`PUT ${WEB}`, {
    body: deployment('web', { selector: { matchLabels: other }, template }),
  });
  expect(body).toMatchObject({ code: 422, details: { causes: [expect.objectContaining({ field: 'spec.selector' })] } });
});

test('a dry run answers what would be, with the version that is', async () => {
  const { body } = await api.call<Deployment>(`PUT ${WEB}?dryRun=All`, { body: deployment('web', { replicas: 5 }) });
  expect(body).toMatchObject({
    spec: { replicas: 5 },
    metadata: { resourceVersion: created.metadata.resourceVersion },
  });
  expect((await api.call<Deployment>(`GET ${WEB}`)).body.spec.replicas).toBe(1);
});

test('an object that waits for its finalizers goes with the last of them', async () => {
  const merge = { contentType: 'application/merge-patch+json' };
  await api.call(`PATCH ${WEB}`, { ...merge, body: { metadata: { finalizers: ['example.com/wait'] } } });
  await api.call(`DELETE ${WEB}`);
  expect((await api.call(`GET ${WEB}`)).body).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) } });
  await api.call(`PATCH ${WEB}`, { ...merge, body: { metadata: { finalizers: null } } });
  expect((await api.call(`GET ${WEB}`)).status).toBe(404);
});

describe('scale', () => {
  test('reads and writes the replicas alone', async () => {
    const { body: scale } = await api.call(`GET ${WEB}/scale`);
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { selector: 'app=web' } });
    const body = { spec: { replicas: 4 } };
    const answer = await api.call(`PATCH ${WEB}/scale`, { body, contentType: 'application/merge-patch+json' });
    expect(answer.body).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } });
    expect((await api.call<Deployment>(`GET ${WEB}`)).body.spec.replicas).toBe(4);
  });

  test('to less than none is 422, to a word 400', async () => {
    const to = (replicas: unknown) =>
      api.call(`PATCH ${WEB}/scale`, { body: { spec: { replicas } }, contentType: 'application/merge-patch+json' });
    expect((await to(-1)).body).toMatchObject({
      code: 422,
      message: expect.stringContaining('spec.replicas: Invalid value: -1'),
    });
    expect((await to('two')).body).toMatchObject({ code: 400, message: expect.stringContaining('of type int32') });
  });

  test('cannot be applied, and says what it takes', async () => {
    const { status } = await api.call(`PATCH ${WEB}/scale?fieldManager=me`, {
      body: '{}',
      contentType: 'application/apply-patch+yaml',
    });
    expect(status).toBe(415);
  });
});

describe('a Service keeps what it was given', () => {
  const WEB_SERVICE = '/api/v1/namespaces/default/services/web';
  beforeEach(async () => {
    const { body } = await api.call<{ spec: object }>('POST /api/v1/namespaces/default/services', {
      body: service('web', { type: 'NodePort' }),
    });
    const ports = [{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30_123 }];
    const given = {
      ...body,
      metadata: { name: 'web', namespace: 'default' },
      spec: { ...body.spec, clusterIP: '127.77.1.1', ports },
    };
    api.store.update('services', given as Parameters<typeof api.store.update<'services'>>[1]);
  });

  test('when the manifest leaves it open', async () => {
    const { body } = await api.call(`PUT ${WEB_SERVICE}`, { body: service('web', { type: 'NodePort' }) });
    expect(body).toMatchObject({ spec: { clusterIP: '127.77.1.1', ports: [{ nodePort: 30_123 }] } });
  });

  test('but no node port when it is a ClusterIP again', async () => {
    const { body } = await api.call<{ spec: { ports: object[] } }>(`PATCH ${WEB_SERVICE}`, {
      body: { spec: { type: 'ClusterIP' } },
      contentType: 'application/merge-patch+json',
    });
    expect(body.spec.ports[0]).not.toHaveProperty('nodePort');
  });

  test('and its address cannot be changed', async () => {
    const { body } = await api.call(`PUT ${WEB_SERVICE}`, { body: service('web', { clusterIP: '127.77.1.2' }) });
    expect(body).toMatchObject({ code: 422, message: expect.stringContaining('may not change once set') });
  });
});

test('a pod changes its image and little more', async () => {
  const A = '/api/v1/namespaces/default/pods/a';
  await api.call('POST /api/v1/namespaces/default/pods', { body: pod('a') });
  const merge = (spec: object) =>
    api.call(`PATCH ${A}`, { body: { spec }, contentType: 'application/strategic-merge-patch+json' });
  expect((await merge({ containers: [{ name: 'web', image: 'example.com/web:2' }] })).status).toBe(200);
  expect((await merge({ containers: [{ name: 'web', args: ['x'] }] })).body).toMatchObject({
    code: 422,
    message: expect.stringContaining('pod updates may not change fields other than'),
  });
});
