import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedApi, serveApi } from './testing/serve-api.ts';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());

describe('what is not there is answered with a Status', () => {
  test.each([
    'GET /nothing',
    'GET /apis/nothing.example/v1',
    'GET /openapi/v3/apis/nothing/v1',
    'GET /api/v1/%',
    'POST /lab/nothing',
  ])('%s: 404', async (what) => {
    const { status, body } = await api.call(what);
    expect(status).toBe(404);
    expect(body).toMatchObject({
      kind: 'Status',
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    });
  });

  test.each([
    ['GET /api/v2/pods', 'v2 pods'],
    ['GET /apis/apps/v1/statefulsets', 'apps/v1 statefulsets'],
    ['GET /api/v1/namespaces/default/deployments', 'v1 deployments'],
    [
      'POST /apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
      'autoscaling/v2 horizontalpodautoscalers',
    ],
  ])('%s: a kind that is not served is named', async (what, kind) => {
    const { status, body } = await api.call(what, what.startsWith('POST') ? { body: {} } : {});
    expect(status).toBe(404);
    expect(body).toMatchObject({ reason: 'NotFound', message: `the Sticky lab does not serve ${kind}` });
  });

  test('an object that is not there is named', async () => {
    const { body } = await api.call('GET /apis/apps/v1/namespaces/default/deployments/web');
    expect(body).toMatchObject({
      code: 404,
      message: 'deployments.apps "web" not found',
      details: { name: 'web', group: 'apps', kind: 'deployments' },
    });
  });

  test('a subresource that only Kubernetes has says so', async () => {
    const { body } = await api.call('POST /api/v1/namespaces/default/pods/a/exec');
    expect(body).toMatchObject({ code: 404, message: 'the Sticky lab does not support pods/exec' });
  });

  test('a method that a path does not take is 405', async () => {
    expect((await api.call('PUT /api/v1/namespaces/default/pods')).status).toBe(405);
    expect((await api.call('POST /api/v1/pods', { body: {} })).status).toBe(405);
  });
});

describe('bodies', () => {
  const pods = 'POST /api/v1/namespaces/default/pods';

  test('that are no JSON are 400', async () => {
    const { status, body } = await api.call<{ message: string }>(pods, { body: '{"a":' });
    expect(status).toBe(400);
    expect(body.message).toMatch(/^the body of the request is not JSON/);
  });

  test('that are no object are 400', async () => {
    expect((await api.call(pods, { body: '[]' })).status).toBe(400);
  });

  test('of another type are 415', async () => {
    expect((await api.call(pods, { body: 'x', contentType: 'text/plain' })).status).toBe(415);
  });

  test('over 3 MiB are 413', async () => {
    const { status } = await api.call(pods, { body: ' '.repeat(3 * 1024 * 1024 + 1) });
    expect(status).toBe(413);
  });

  test('that only claim to be protobuf are 400', async () => {
    const contentType = 'application/vnd.kubernetes.protobuf';
    expect((await api.call(pods, { body: '{}', contentType })).status).toBe(400);
    const broken = Buffer.from([0x6b, 0x38, 0x73, 0, 0x12, 0xff]);
    expect((await api.call(pods, { body: broken, contentType })).status).toBe(400);
  });
});

describe('hostile bodies', () => {
  const namespace = '/api/v1/namespaces/default';
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  test.each([
    [`POST ${namespace}/pods`, 'application/json'],
    [`PATCH ${namespace}`, 'application/merge-patch+json'],
    [`PATCH ${namespace}`, 'application/strategic-merge-patch+json'],
    [`PATCH ${namespace}?fieldManager=test`, 'application/apply-patch+yaml'],
  ])('%s as %s: deep nesting is 400', async (what, contentType) => {
    for (const levels of [300, 5_000, 50_000]) {
      expect((await api.call(what, { body: nested(levels), contentType })).status, String(levels)).toBe(400);
    }
  });

  test('YAML whose aliases multiply is 400', async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(',')}]\n`;
    const names = [...'abcdefgh'];
    const body = names.map((name, index) => level(name, index === 0 ? 'x' : `*${names[index - 1]}`)).join('');
    expect((await api.call(`POST ${namespace}/pods`, { body, contentType: 'application/yaml' })).status).toBe(400);
  });

  test.each([
    ['application/merge-patch+json', '{"metadata":{"annotations":{"__proto__":{"polluted":"1"}}}}'],
    ['application/strategic-merge-patch+json', '{"metadata":{"__proto__":{"name":"x"}}}'],
    ['application/merge-patch+json', '{"\\u005f_proto__":{"polluted":1}}'],
    ['application/json-patch+json', '[{"op":"add","path":"/metadata/annotations","value":{"__proto__":"1"}}]'],
    ['application/apply-patch+yaml', '{metadata: {labels: {__proto__: a}}}'],
  ])('%s with a key __proto__ is 400: %s', async (contentType, body) => {
    const answer = await api.call(`PATCH ${namespace}?fieldManager=test`, { body, contentType });
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('"__proto__"') } });
    expect({}).not.toHaveProperty('polluted');
  });

  test('JSON patches reach no prototype', async () => {
    const contentType = 'application/json-patch+json';
    for (const path of ['/metadata/labels/__proto__/a', '/constructor/prototype/polluted']) {
      const body = [{ op: 'add', path, value: '1' }];
      expect((await api.call(`PATCH ${namespace}`, { body, contentType })).status).toBe(422);
    }
    expect({}).not.toHaveProperty('polluted');
  });

  test('keys that every object inherits are keys as any other', async () => {
    const labels = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' };
    const body = { metadata: { name: 'inherited', labels, annotations: labels }, data: { constructor: 'YQ==' } };
    expect((await api.call(`POST ${namespace}/secrets`, { body })).status).toBe(201);
    const found = await api.call<{ items: object[] }>(`GET ${namespace}/secrets?labelSelector=constructor=a`);
    expect(found.body.items).toEqual([expect.objectContaining({ data: { constructor: 'YQ==' } })]);
  });

  test('unknown fields are told in headers that any client can take, however they are named', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`unknown${index}`, 1]));
    const body = { metadata: { name: 'odd' }, 's\u2603\r\nX-Evil: "1"': 1, ...many };
    const { status, headers } = await api.call(`POST ${namespace}/secrets?dryRun=All`, { body });
    expect(status).toBe(201);
    expect(headers).not.toHaveProperty('x-evil');
    expect(Buffer.from(String(headers.warning), 'latin1').toString()).toContain('unknown field');
    expect(String(headers.warning).length).toBeLessThan(8_192);
  });

  test.each(['cpu', 'memory'])('a quantity of %s without end is refused at once', async (name) => {
    const container = { name: 'a', image: 'b', resources: { limits: { [name]: `${'1'.repeat(1_000_000)}x` } } };
    const body = { metadata: { name: 'a' }, spec: { containers: [container] } };
    expect((await api.call(`POST ${namespace}/pods`, { body })).status).toBe(400);
  });
});

test('a client that takes no JSON is 406', async () => {
  const { status } = await api.call('GET /api/v1/pods', { accept: 'application/vnd.kubernetes.protobuf' });
  expect(status).toBe(406);
});

test('discovery comes whole to clients that take it so, and in parts to others', async () => {
  const v2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
  const whole = await api.call<{ kind: string; items: object[] }>('GET /apis', { accept: v2 });
  expect(whole.headers['content-type']).toContain('as=APIGroupDiscoveryList');
  expect(whole.body.kind).toBe('APIGroupDiscoveryList');
  const parts = await api.call('GET /apis');
  expect(parts.body).toMatchObject({
    kind: 'APIGroupList',
    groups: expect.arrayContaining([expect.objectContaining({ name: 'apps' })]),
  });
  const apps = await api.call('GET /apis/apps/v1');
  expect(apps.body).toMatchObject({
    kind: 'APIResourceList',
    resources: expect.arrayContaining([
      expect.objectContaining({ name: 'deployments', shortNames: ['deploy'] }),
      expect.objectContaining({ name: 'deployments/scale', kind: 'Scale', group: 'autoscaling' }),
    ]),
  });
});

test('every OpenAPI document that the index names is there, and names only what it holds', async () => {
  const index = await api.call<{ paths: Record<string, { serverRelativeURL: string }> }>('GET /openapi/v3');
  for (const { serverRelativeURL } of Object.values(index.body.paths)) {
    const { body } = await api.call<{ components: { schemas: object } }>(`GET ${serverRelativeURL}`);
    const names = Object.keys(body.components.schemas);
    const used = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(used));
  }
});

test('the version tells that this is a lab', async () => {
  expect((await api.call('GET /version')).body).toMatchObject({
    gitVersion: expect.stringMatching(/^v1\.35\.\d+\+sticky-lab$/),
  });
});

test('a shutdown that is asked for is handed on', async () => {
  let asked = 0;
  const other = await serveApi({ onShutdown: () => (asked += 1) });
  try {
    expect((await other.call('POST /lab/shutdown')).status).toBe(202);
    expect(asked).toBe(1);
  } finally {
    await other.close();
  }
});

test('closing ends watches and can be done twice', async () => {
  const other = await serveApi();
  const watch = other.watch('/api/v1/pods?watch=true');
  const next = watch.next();
  other.store.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'default' } });
  await next;
  const end = watch.next().then(
    ({ done }) => done,
    () => true,
  );
  await other.close();
  await other.close();
  expect(await end).toBe(true);
});
