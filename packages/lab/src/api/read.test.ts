import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pod } from './testing/manifests.ts';
import { type ServedApi, serveApi } from './testing/serve-api.ts';

interface List {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const labels = { app: name < 'c' ? 'web' : 'db', ...(name === 'a' ? { canary: '' } : {}) };
    await api.call('POST /api/v1/namespaces/default/pods', { body: pod(name, { labels }) });
  }
});
afterAll(() => api.close());

async function names(query: string): Promise<string> {
  const { body } = await api.call<List>(`GET /api/v1/namespaces/default/pods?${query}`);
  return body.items.map(({ metadata }) => metadata.name).join('');
}

test.each([
  ['app=web', 'ab'],
  ['app==web', 'ab'],
  ['app!=web', 'cde'],
  ['app in (web, db)', 'abcde'],
  ['app notin (web)', 'cde'],
  ['canary', 'a'],
  ['!canary', 'bcde'],
  ['app=web,!canary', 'b'],
  ['canary!=x', 'abcde'],
  ['constructor', ''],
])('the label selector %s', async (selector, expected) => {
  expect(await names(`labelSelector=${encodeURIComponent(selector)}`)).toBe(expected);
});

test.each([
  ['metadata.name=b', 'b'],
  ['metadata.name!=b', 'acde'],
  ['metadata.namespace=default,status.phase=Pending', 'abcde'],
  ['status.phase=Running', ''],
  ['spec.nodeName=', 'abcde'],
])('the field selector %s', async (selector, expected) => {
  expect(await names(`fieldSelector=${encodeURIComponent(selector)}`)).toBe(expected);
});

test.each([
  ['labelSelector', 'app in web', /unable to parse requirement/],
  ['labelSelector', '=x', /unable to parse requirement/],
  ['fieldSelector', 'spec.colour=red', /field label not supported: spec.colour/],
])('%s %s is 400', async (kind, selector, message) => {
  const { status, body } = await api.call(`GET /api/v1/pods?${kind}=${encodeURIComponent(selector)}`);
  expect(status).toBe(400);
  expect(body).toMatchObject({ message: expect.stringMatching(message) });
});

describe('pages', () => {
  test('of one list are of one moment', async () => {
    const first = await api.call<List>('GET /api/v1/namespaces/default/pods?limit=2');
    expect(first.body.items).toHaveLength(2);
    expect(first.body.metadata.remainingItemCount).toBe(3);
    await api.call('POST /api/v1/namespaces/default/pods', { body: pod('bb') });
    await api.call('DELETE /api/v1/namespaces/default/pods/c');
    const next = first.body.metadata.continue ?? '';
    const rest = await api.call<List>(`GET /api/v1/namespaces/default/pods?continue=${next}`);
    expect(rest.body.items.map(({ metadata }) => metadata.name)).toEqual(['c', 'd', 'e']);
    expect(rest.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    await api.call('DELETE /api/v1/namespaces/default/pods/bb');
    await api.call('POST /api/v1/namespaces/default/pods', { body: pod('c', { labels: { app: 'db' } }) });
  });

  test('of a moment that is forgotten are 410', async () => {
    const forgetful = await serveApi({ keptEvents: 1 });
    try {
      for (const name of ['a', 'b']) await forgetful.call('POST /api/v1/namespaces/default/pods', { body: pod(name) });
      const first = await forgetful.call<List>('GET /api/v1/pods?limit=1');
      for (const name of ['c', 'd', 'e'])
        await forgetful.call('POST /api/v1/namespaces/default/pods', { body: pod(name) });
      const rest = await forgetful.call(`GET /api/v1/pods?limit=1&continue=${first.body.metadata.continue}`);
      expect(rest.body).toMatchObject({ code: 410, reason: 'Expired' });
    } finally {
      await forgetful.close();
    }
  });

  test('with a token that is none are 400', async () => {
    expect((await api.call('GET /api/v1/pods?continue=xyz')).status).toBe(400);
  });
});

test('a table has a cell a column, and the metadata of each object', async () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const { body } = await api.call<{
    columnDefinitions: { name: string }[];
    rows: { cells: unknown[]; object: object }[];
  }>('GET /api/v1/namespaces/default/pods', { accept });
  expect(body.columnDefinitions.map(({ name }) => name).slice(0, 5)).toEqual([
    'Name',
    'Ready',
    'Status',
    'Restarts',
    'Age',
  ]);
  expect(body.rows[0]?.cells.slice(0, 4)).toEqual(['a', '0/1', 'Pending', '0']);
  expect(body.rows[0]?.cells).toHaveLength(body.columnDefinitions.length);
  expect(body.rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
});

test('who wants metadata alone gets metadata alone', async () => {
  const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
  const { body } = await api.call<List>('GET /api/v1/namespaces/default/pods', { accept });
  expect(body).toMatchObject({ kind: 'PartialObjectMetadataList' });
  for (const item of body.items) expect(Object.keys(item).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
});

test('a version that has not been yet is 504, as clients expect it', async () => {
  const { body } = await api.call('GET /api/v1/pods?resourceVersion=999999');
  expect(body).toMatchObject({ code: 504, details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } });
});
