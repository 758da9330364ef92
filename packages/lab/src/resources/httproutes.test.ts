import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKubectl, hasKubectl, type Kubectl } from '../api/testing/kubectl.ts';
import { type ServedApi, serveApi } from '../api/testing/serve-api.ts';

const ROUTES = 'apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes';

let api: ServedApi;
let count = 0;

beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());

interface Body {
  readonly message: string;
  readonly apiVersion: string;
  readonly metadata: { readonly generation: number; readonly managedFields: readonly { fieldsV1: object }[] };
  readonly spec: { readonly rules: readonly Record<string, unknown>[] };
}

function route(spec: object, name = `route-${++count}`) {
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name }, spec };
}

async function create(spec: object) {
  return await api.call<Body>(`POST /${ROUTES}?fieldValidation=Strict`, { body: route(spec) });
}

function gateway(name: string, ...listeners: readonly object[]) {
  const spec = { gatewayClassName: 'sticky', listeners };
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name }, spec };
}

const rule = (rule: object) => ({ rules: [rule] });
const backend = (ref: object) => rule({ backendRefs: [{ name: 'web', port: 80, ...ref }] });
const filter = (...filters: readonly object[]) => rule({ filters });
const session = (sessionPersistence: object) => rule({ sessionPersistence });
const PERMANENT = { lifetimeType: 'Permanent' };
const redirect = { type: 'RequestRedirect', requestRedirect: { hostname: 'a' } };
const replacePrefix = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' };

test('what the CRD has defaults for is filled in', async () => {
  const { status, body } = await create({
    parentRefs: [{ name: 'web' }],
    rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
  });

  expect(status).toBe(201);
  expect(body.spec).toEqual({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' }],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1 }],
      },
    ],
  });
  expect(body.metadata.generation).toBe(1);
});

test.each<[string, object]>([
  ['v1.6.1', { sessionName: 'key', absoluteTimeout: '1h30m', cookieConfig: PERMANENT }],
  ['v1.6.1 by header', { sessionName: 'X-Session', type: 'Header' }],
  ['v1.6.1 without anything', {}],
  ['after it', { absoluteTimeout: '48h', cookie: { name: 'key', path: '/a', ...PERMANENT } }],
  ['after it by header', { type: 'Header', header: { name: 'X-Session' } }],
])('sessionPersistence is taken in the shape of %s', async (_shape, persistence) => {
  expect((await create(session(persistence))).body.spec.rules[0]).toMatchObject({ sessionPersistence: persistence });
});

test.each<[string, object, string]>([
  [
    'no timeout',
    session({ cookieConfig: PERMANENT }),
    'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent',
  ],
  [
    'no timeout',
    session({ cookie: PERMANENT }),
    'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent',
  ],
  [
    'a cookie of a header',
    session({ type: 'Header', cookieConfig: {} }),
    'cookieConfig can only be set with type Cookie',
  ],
  [
    'a cookie of a header',
    session({ type: 'Header', header: { name: 'a' }, cookie: {} }),
    'cookie must be nil if type is not Cookie',
  ],
  ['a header of a cookie', session({ cookie: {}, header: { name: 'a' } }), 'header must be nil if type is not Header'],
  ['both shapes', session({ sessionName: 'a', cookie: {} }), 'use the one or the other'],
  ['idleTimeout', session({ idleTimeout: '1m' }), 'unknown field "spec.rules[0].sessionPersistence.idleTimeout"'],
  ['days', session({ absoluteTimeout: '2d' }), 'should match'],
  ['a long name', session({ sessionName: 'a'.repeat(129) }), 'Too long: may not be more than 128 bytes'],
  [
    'a long try',
    rule({ timeouts: { request: '1s', backendRequest: '1001ms' } }),
    'backendRequest timeout cannot be longer than request timeout',
  ],
  ['six digits', rule({ timeouts: { request: '100000s' } }), 'should match'],
  ['17 rules', { rules: Array.from({ length: 17 }, () => ({})) }, 'Too many: 17: must have at most 16 items'],
  ['no rule', { rules: [] }, 'should have at least 1 items'],
  ['one name twice', { rules: [{ name: 'a' }, { name: 'a' }] }, 'Rule name must be unique within the route'],
  ['a large weight', backend({ weight: 1_000_001 }), 'should be less than or equal to 1000000'],
  ['a negative weight', backend({ weight: -1 }), 'should be greater than or equal to 0'],
  ['no port', backend({ port: undefined }), 'Must have port for Service reference'],
  ['a host with a port', { hostnames: ['a:80'] }, 'should match'],
  [
    'a path that is none',
    rule({ matches: [{ path: { value: 'a' } }] }),
    "value must be an absolute path and start with '/'",
  ],
  ['a path with ..', rule({ matches: [{ path: { value: '/a/..' } }] }), "must not end with '/..'"],
  [
    'a header twice',
    rule({
      matches: [
        {
          headers: [
            { name: 'a', value: '1' },
            { name: 'a', value: '2' },
          ],
        },
      ],
    }),
    'Duplicate value: {"name":"a"}',
  ],
  ['an unknown filter', filter({ type: 'Magic' }), 'Unsupported value: "Magic"'],
  ['a filter without its field', filter({ type: 'CORS' }), 'filter.cors must be specified for CORS filter.type'],
  [
    'a filter with another field',
    filter({ ...redirect, type: 'URLRewrite', urlRewrite: {} }),
    'filter.requestRedirect must be nil if the filter.type is not RequestRedirect',
  ],
  ['one filter twice', filter(redirect, redirect), 'RequestRedirect filter cannot be repeated'],
  ['two that exclude each other', filter(redirect, { type: 'URLRewrite', urlRewrite: {} }), 'May specify either'],
  [
    'a redirect with backends',
    rule({ filters: [redirect], backendRefs: [{ name: 'web', port: 80 }] }),
    'RequestRedirect filter must not be used together with backendRefs',
  ],
  [
    'a prefix that no match has',
    rule({
      matches: [{ path: { type: 'Exact', value: '/a' } }],
      filters: [{ type: 'URLRewrite', urlRewrite: { path: replacePrefix } }],
    }),
    'exactly one PathPrefix match must be specified',
  ],
  [
    'a header of two lines',
    filter({ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'a', value: 'b\r\nc' }] } }),
    'should match',
  ],
  ['a parent twice', { parentRefs: [{ name: 'web' }, { name: 'web' }] }, 'sectionName or port must be unique'],
  [
    'a parent, and a part of it',
    { parentRefs: [{ name: 'web' }, { name: 'web', sectionName: 'a' }] },
    'sectionName or port must be specified',
  ],
])('a route with %s is refused', async (_fault, spec, message) => {
  const { status, body } = await create(spec);

  expect(status).toBeGreaterThanOrEqual(400);
  expect(body.message).toContain(message);
});

test('a header value that would keep a backtracking engine busy is decided at once', async () => {
  const value = `${'a'.repeat(4_000)}\n`;
  const begun = performance.now();

  const { status } = await create(
    filter({ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'a', value }] } }),
  );

  expect(status).toBe(422);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each<[string, readonly object[], string]>([
  [
    'a name twice',
    [
      { name: 'a', port: 1, protocol: 'HTTP' },
      { name: 'a', port: 2, protocol: 'HTTP' },
    ],
    'Duplicate value: {"name":"a"}',
  ],
  [
    'a place twice',
    [
      { name: 'a', port: 1, protocol: 'HTTP' },
      { name: 'b', port: 1, protocol: 'HTTP' },
    ],
    'Combination of port, protocol and hostname must be unique for each listener',
  ],
  [
    'TLS without TLS',
    [{ name: 'a', port: 1, protocol: 'HTTP', tls: { certificateRefs: [{ name: 'a' }] } }],
    'tls must not be specified for protocols',
  ],
  [
    'no certificate',
    [{ name: 'a', port: 1, protocol: 'HTTPS', tls: {} }],
    'certificateRefs or options must be specified when mode is Terminate',
  ],
  ['no port', [{ name: 'a', protocol: 'HTTP' }], 'spec.listeners[0].port: Required value'],
  ['nothing', [], 'should have at least 1 items'],
])('a gateway whose listeners have %s is refused', async (_fault, listeners, message) => {
  const body = gateway(`gateway-${++count}`, ...listeners);
  const answer = await api.call<Body>(`POST /${ROUTES.replace('httproutes', 'gateways')}`, { body });

  expect([answer.status, answer.body.message]).toEqual([422, expect.stringContaining(message)]);
});

test('a custom resource takes JSON and merge patches; strategic merge patch and protobuf are 415', async () => {
  const name = `route-${++count}`;
  await api.call(`POST /${ROUTES}`, { body: route({}, name) });
  const patch = async (type: string, body: unknown) =>
    (await api.call(`PATCH /${ROUTES}/${name}`, { contentType: `application/${type}`, body })).status;

  expect(await patch('merge-patch+json', { spec: { hostnames: ['a'] } })).toBe(200);
  expect(await patch('json-patch+json', [{ op: 'add', path: '/spec/hostnames/-', value: 'b' }])).toBe(200);
  expect(await patch('strategic-merge-patch+json', { spec: {} })).toBe(415);
  const protobuf = { contentType: 'application/vnd.kubernetes.protobuf', body: Buffer.from('k8s\0') };
  expect((await api.call(`POST /${ROUTES}`, protobuf)).status).toBe(415);
});

test('in server-side apply two managers own two listeners, and rules as a whole', async () => {
  const listener = (name: string, port: number) => ({ name, port, protocol: 'HTTP' });
  const apply = async (manager: string, body: object, path: string) =>
    await api.call<Body>(`PATCH /${path}?fieldManager=${manager}`, {
      contentType: 'application/apply-patch+yaml',
      body,
    });
  const gateways = ROUTES.replace('httproutes', 'gateways');

  await apply('one', gateway('shared', listener('a', 1)), `${gateways}/shared`);
  const both = await apply('two', gateway('shared', listener('b', 2)), `${gateways}/shared`);
  await apply('one', route(backend({}), 'shared'), `${ROUTES}/shared`);
  const conflict = await apply('two', route(backend({ weight: 2 }), 'shared'), `${ROUTES}/shared`);

  expect(both.status).toBe(200);
  expect(both.body.spec).toMatchObject({ listeners: [{ name: 'a' }, { name: 'b' }] });
  expect(JSON.stringify(both.body.metadata.managedFields)).toContain('k:{\\"name\\":\\"b\\"}');
  expect([conflict.status, conflict.body.message]).toEqual([409, expect.stringContaining('.spec.rules')]);
});

test('all kinds are served in v1beta1 too, and kept as v1', async () => {
  const older = ROUTES.replace('v1/', 'v1beta1/');
  const name = `route-${++count}`;
  const body = { ...route({}, name), apiVersion: 'gateway.networking.k8s.io/v1beta1' };

  const created = await api.call<Body>(`POST /${older}`, { body });
  const patched = await api.call<Body>(`PATCH /${older}/${name}`, {
    contentType: 'application/merge-patch+json',
    body: { spec: { hostnames: ['a'] } },
  });
  const shown = await api.call<Body>(`GET /${ROUTES}/${name}`);

  expect([created.status, created.body.apiVersion]).toEqual([201, 'gateway.networking.k8s.io/v1beta1']);
  expect([patched.status, patched.body.apiVersion]).toEqual([200, 'gateway.networking.k8s.io/v1beta1']);
  expect(shown.body.apiVersion).toBe('gateway.networking.k8s.io/v1');
});

test('the controller of a class cannot be changed', async () => {
  const spec = { controllerName: 'example.com/one' };
  const body = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'one' }, spec };
  await api.call('POST /apis/gateway.networking.k8s.io/v1/gatewayclasses', { body });

  const changed = await api.call<Body>('PATCH /apis/gateway.networking.k8s.io/v1/gatewayclasses/one', {
    contentType: 'application/merge-patch+json',
    body: { spec: { controllerName: 'example.com/two' } },
  });

  expect([changed.status, changed.body.message]).toEqual([422, expect.stringContaining('field is immutable')]);
});

if (!hasKubectl) test.skip('the real kubectl: there is none on PATH');

test.skipIf(!hasKubectl)('kubectl applies, gets, describes and explains them', { timeout: 30_000 }, async () => {
  const kubectl: Kubectl = await createKubectl(api);
  const run = async (command: string, input?: unknown) =>
    (await kubectl.run(command.split(' '), JSON.stringify(input))).stdout;
  try {
    const manifest = gateway('web', { name: 'http', port: 80, protocol: 'HTTP' });
    const grant = {
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'ReferenceGrant',
      metadata: { name: 'web' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'other' }],
        to: [{ group: '', kind: 'Service' }],
      },
    };

    expect(await run('apply -f -', manifest)).toBe('gateway.gateway.networking.k8s.io/web created\n');
    expect(await run('apply --server-side -f -', grant)).toContain('web serverside-applied');
    expect(await run('apply -f -', route({ hostnames: ['sticky.info'] }, 'web'))).toContain('web created');
    expect((await run('get gtw web')).split('\n')[1]).toMatch(/^web +sticky +Unknown +\d+s$/);
    expect((await run('get httproute web')).split('\n')[1]).toMatch(/^web +\["sticky.info"\] +\d+s$/);
    expect(await run('describe gateway web')).toContain('Waiting for controller');
    expect(await run('explain httproute.spec.rules.sessionPersistence')).toContain('absoluteTimeout\t<string>');
  } finally {
    await kubectl.close();
  }
});
