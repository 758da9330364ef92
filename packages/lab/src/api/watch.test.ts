import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pod } from './testing/manifests.ts';
import { type ServedApi, serveApi } from './testing/serve-api.ts';

const PODS = '/api/v1/namespaces/default/pods';

let api: ServedApi;
beforeEach(async () => {
  api = await serveApi({ keptEvents: 3 });
});
afterEach(() => api.close());

async function create(name: string, metadata: object = {}): Promise<string> {
  const { body } = await api.call<{ metadata: { resourceVersion: string } }>(`POST ${PODS}`, {
    body: pod(name, metadata),
  });
  return body.metadata.resourceVersion;
}

/** The first events of a watch, as `TYPE name`; `between` runs once the first `known` of them have come. */
async function events(
  query: string,
  count: number,
  known = 0,
  between: () => Promise<unknown> = async () => {},
): Promise<string[]> {
  const heard: string[] = [];
  let began = known === 0 ? between() : undefined;
  for await (const { type, object } of api.watch(`${PODS}?watch=true&${query}`)) {
    heard.push(`${type} ${object.metadata.name ?? ''}`.trim());
    if (heard.length === known) began = between();
    if (heard.length === count) break;
  }
  await began;
  return heard;
}

test('a watch from no version begins with what there is', async () => {
  await create('a');
  await create('b');
  expect(await events('', 3, 2, () => create('c'))).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
});

test('a watch from a version begins after it', async () => {
  const version = await create('a');
  await create('b');
  expect(await events(`resourceVersion=${version}`, 2, 1, () => api.call(`DELETE ${PODS}/a`))).toEqual([
    'ADDED b',
    'DELETED a',
  ]);
});

test('an object that begins or ceases to match a selector comes and goes', async () => {
  const version = await create('a');
  const label = (value: string | null) =>
    api.call(`PATCH ${PODS}/a`, {
      body: { metadata: { labels: { on: value } } },
      contentType: 'application/merge-patch+json',
    });
  const change = async () => {
    await label('1');
    await label('2');
    await label(null);
  };
  expect(await events(`resourceVersion=${version}&labelSelector=on`, 3, 0, change)).toEqual([
    'ADDED a',
    'MODIFIED a',
    'DELETED a',
  ]);
});

test('a client that asks for it gets all objects first, and then hears that they were all', async () => {
  await create('a');
  const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const seen: object[] = [];
  for await (const { type, object } of api.watch(`${PODS}?watch=true&${query}`)) {
    seen.push({ type, annotations: object.metadata.annotations });
    if (type === 'BOOKMARK') break;
  }
  expect(seen).toEqual([
    { type: 'ADDED', annotations: undefined },
    { type: 'BOOKMARK', annotations: { 'k8s.io/initial-events-end': 'true' } },
  ]);
});

test('a version that is forgotten is an ERROR event 410, after which clients list anew', async () => {
  const version = await create('a');
  for (const name of ['b', 'c', 'd', 'e', 'f', 'g']) await create(name);
  for await (const { type, object } of api.watch(`${PODS}?watch=true&resourceVersion=${version}`)) {
    expect(type).toBe('ERROR');
    expect(object).toMatchObject({ kind: 'Status', code: 410, reason: 'Expired' });
  }
});

test('a watch ends after timeoutSeconds', async () => {
  await create('a');
  const heard = [];
  for await (const event of api.watch(`${PODS}?watch=true&timeoutSeconds=1`)) heard.push(event.type);
  expect(heard).toEqual(['ADDED']);
});

describe('as a table', () => {
  test('the columns are named once', async () => {
    await create('a');
    await create('b');
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const columns = [];
    for await (const { object } of api.watch(`${PODS}?watch=true`, { accept })) {
      columns.push(object.columnDefinitions);
      if (columns.length === 2) break;
    }
    expect(columns).toEqual([expect.any(Array), null]);
  });
});

test('a watcher that does not read is cut off, so that it takes no memory without bounds', async () => {
  const secret = (text: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'big', namespace: 'default' },
    data: { text },
  });
  api.store.create('secrets', secret(''));
  const watch = api.watch('/api/v1/secrets?watch=true');
  await watch.next();

  for (let count = 0; count < 60; count += 1) {
    api.store.update('secrets', secret(String.fromCharCode(65 + count).repeat(1_000_000)));
    await new Promise((resolve) => setImmediate(resolve));
  }

  let heard = 0;
  const rest = async () => {
    for await (const _ of watch) heard += 1;
  };
  await expect(rest()).rejects.toThrow();
  expect(heard).toBeLessThan(60);
});
