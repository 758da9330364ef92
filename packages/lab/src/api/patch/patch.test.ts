import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isObject, type Json } from '../../resources/json.ts';
import { deployment, service } from '../testing/manifests.ts';
import { type ServedApi, serveApi } from '../testing/serve-api.ts';
import { mergePatch } from './merge-patch.ts';

const WEB = '/apis/apps/v1/namespaces/default/deployments/web';

interface Pods {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}
interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

let api: ServedApi;
beforeEach(async () => {
  api = await serveApi();
  await api.call('POST /apis/apps/v1/namespaces/default/deployments', { body: deployment('web') });
});
afterEach(() => api.close());

async function patch(kind: string, body: unknown, path = WEB) {
  return api.call<Pods>(`PATCH ${path}`, { body, contentType: `application/${kind}-patch+json` });
}

function containersPatch(containers: readonly object[], extra: object = {}) {
  return { spec: { template: { spec: { containers, ...extra } } } };
}

describe('JSON patch', () => {
  test('does its operations in order', async () => {
    const { body } = await patch('json', [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replicas', value: 3 },
      { op: 'add', path: '/metadata/labels/tier', value: 'front' },
    ]);
    expect(body).toMatchObject({ spec: { replicas: 3 }, metadata: { labels: { app: 'web', tier: 'front' } } });
  });

  test('that does not fit the object is 422, and changes nothing', async () => {
    const { status } = await patch('json', [
      { op: 'replace', path: '/spec/replicas', value: 3 },
      { op: 'test', path: '/metadata/name', value: 'other' },
    ]);
    expect(status).toBe(422);
    expect((await api.call(`GET ${WEB}`)).body).toMatchObject({ spec: { replicas: 1 } });
  });

  test.each([[{}], [[{ path: '/a' }]], [[{ op: 'jump', path: '/a' }]]])('%j is refused', async (body) => {
    expect((await patch('json', body)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('merge patch', () => {
  test('replaces lists and takes away by null', async () => {
    const { body } = await patch('merge', { metadata: { labels: { app: null, tier: 'front' } } });
    expect(body).toMatchObject({ metadata: { labels: { tier: 'front' } } });
    expect(body).not.toMatchObject({ metadata: { labels: { app: 'web' } } });
  });

  test('is that of RFC 7386: what is patched twice is as if patched once', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (target, change) => {
        // fast-check's JSON is JSON.
        const once = mergePatch(target as Json, change as Json);
        expect(mergePatch(once, change as Json)).toEqual(once);
        if (!isObject(change)) expect(once).toEqual(change);
      }),
    );
  });
});

describe('strategic merge patch', () => {
  test('merges containers by name and variables by name', async () => {
    await patch('strategic-merge', containersPatch([{ name: 'web', env: [{ name: 'A', value: '1' }] }]));
    const { body } = await patch(
      'strategic-merge',
      containersPatch([{ name: 'web', env: [{ name: 'B', value: '2' }] }]),
    );
    expect(body.spec.template.spec.containers).toMatchObject([
      {
        name: 'web',
        image: 'example.com/web:1',
        env: expect.arrayContaining([
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ]),
      },
    ]);
  });

  test('takes an item away', async () => {
    await patch('strategic-merge', containersPatch([{ name: 'side', image: 'side:1' }]));
    const { body } = await patch('strategic-merge', containersPatch([{ name: 'web', $patch: 'delete' }]));
    expect(body.spec.template.spec.containers.map(({ name }) => name)).toEqual(['side']);
  });

  test('replaces a list that says so', async () => {
    const { body } = await patch(
      'strategic-merge',
      containersPatch([{ $patch: 'replace' }, { name: 'only', image: 'only:1' }]),
    );
    expect(body.spec.template.spec.containers.map(({ name }) => name)).toEqual(['only']);
  });

  test('puts items in the order that the client names', async () => {
    const order = { '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }] };
    const { body } = await patch('strategic-merge', containersPatch([{ name: 'side', image: 'side:1' }], order));
    expect(body.spec.template.spec.containers.map(({ name }) => name)).toEqual(['side', 'web']);
  });

  test('keeps only the keys that the client names', async () => {
    const strategy = { $retainKeys: ['type'], type: 'Recreate' };
    const { body } = await patch('strategic-merge', { spec: { strategy } });
    expect(body).toMatchObject({ spec: { strategy: { type: 'Recreate' } } });
  });

  test('takes values out of a list of texts', async () => {
    await patch('merge', { metadata: { finalizers: ['example.com/a', 'example.com/b'] } });
    const { body } = await patch('strategic-merge', {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] },
    });
    expect(body).toMatchObject({ metadata: { finalizers: ['example.com/b'] } });
  });

  test('merges the ports of a Service by number', async () => {
    await api.call('POST /api/v1/namespaces/default/services', {
      body: service('web', { ports: [{ name: 'a', port: 80 }] }),
    });
    const { body } = await patch(
      'strategic-merge',
      { spec: { ports: [{ name: 'b', port: 81 }] } },
      '/api/v1/namespaces/default/services/web',
    );
    expect(body).toMatchObject({
      spec: {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      },
    });
  });

  test('of an item without its key is 400', async () => {
    expect((await patch('strategic-merge', containersPatch([{ image: 'x' }]))).status).toBe(400);
  });
});

test('a patch of another type is 415, and names the types that there are', async () => {
  const { body } = await patch('magic', {});
  expect(body).toMatchObject({ code: 415, message: expect.stringContaining('application/strategic-merge-patch+json') });
});

test('a patch that makes the object invalid is 422', async () => {
  expect((await patch('merge', { spec: { replicas: -1 } })).status).toBe(422);
});
