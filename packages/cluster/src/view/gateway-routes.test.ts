import { once } from 'node:events';
import { request } from 'node:http';
import { DEFAULT_IMAGE } from '@sticky/manifests';
import { expect, test } from 'vitest';
import { objectSchemas } from '../api/objects.ts';
import { createNamespace, startTestLab } from '../clusters.fixture.ts';
import { carryOut, deploy, expose, getApp, observe, reach } from '../index.ts';
import { Views } from '../observe/views.fixture.ts';
import { gatewayRoutesOf } from './gateway-routes.ts';
import { snapshotOf } from './snapshot.ts';

const meta = (name: string, annotations = {}) => ({ name, uid: `uid-${name}`, resourceVersion: '1', annotations });

function routesOf(route: object, gateway: { listeners?: object[]; annotations?: object; addresses?: object[] } = {}) {
  const { listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }], annotations = {}, addresses } = gateway;
  const found = objectSchemas.Gateway.parse({
    metadata: meta('web', annotations),
    spec: { gatewayClassName: 'sticky', listeners },
    status: { addresses: addresses ?? [{ value: '192.0.2.1' }] },
  });
  const parsed = objectSchemas.HTTPRoute.parse({
    metadata: meta('chat'),
    spec: { parentRefs: [{ name: 'web' }], rules: [{ backendRefs: [{ name: 'chat' }] }], ...route },
  });
  const none = { Deployment: [], ReplicaSet: [], Pod: [], Service: [], EndpointSlice: [], Ingress: [] };
  const snapshot = snapshotOf({
    ...none,
    IngressClass: [],
    Gateway: [found],
    HTTPRoute: [parsed],
    Event: [],
    Node: [],
  });
  return gatewayRoutesOf(parsed, new Set(['chat']), snapshot);
}

const path = (value: string, type = 'PathPrefix') => ({ path: { type, value } });
const rule = (...matches: object[]) => ({ rules: [{ matches, backendRefs: [{ name: 'chat' }] }] });

test.each<[string, object, Parameters<typeof routesOf>[1], string[]]>([
  ['a host', { hostnames: ['sticky.info'] }, {}, ['http://sticky.info/ 192.0.2.1:80']],
  ['no host', {}, {}, ['http://192.0.2.1/ 192.0.2.1:80']],
  [
    'the host of the listener',
    {},
    { listeners: [{ name: 'a', port: 8080, protocol: 'HTTP', hostname: 'a.b' }] },
    ['http://a.b:8080/ 192.0.2.1:8080'],
  ],
  [
    'paths',
    rule(path('/a'), path('/b.*', 'RegularExpression')),
    {},
    ['http://192.0.2.1/a 192.0.2.1:80', 'http://192.0.2.1/ 192.0.2.1:80'],
  ],
  [
    'TLS',
    { hostnames: ['sticky.info'] },
    { listeners: [{ name: 'a', port: 443, protocol: 'HTTPS' }] },
    ['https://sticky.info/ 192.0.2.1:443'],
  ],
  [
    'a port that is elsewhere',
    { hostnames: ['sticky.info'] },
    { annotations: { 'lab.sticky/ports': '{"80":4123}' } },
    ['http://sticky.info/ 192.0.2.1:4123'],
  ],
  [
    'an annotation that is none',
    { hostnames: ['sticky.info'] },
    { annotations: { 'lab.sticky/ports': '{"80":"x"' } },
    ['http://sticky.info/ 192.0.2.1:80'],
  ],
  [
    'a host of another listener',
    { hostnames: ['sticky.info'] },
    { listeners: [{ name: 'a', port: 80, protocol: 'HTTP', hostname: '*.other' }] },
    [],
  ],
  ['no address yet', { hostnames: ['sticky.info'] }, { addresses: [] }, ['http://sticky.info/ -']],
  ['another section', { parentRefs: [{ name: 'web', sectionName: 'x' }] }, {}, []],
  ['a gateway that cannot be seen', { parentRefs: [{ name: 'web', namespace: 'infra' }] }, {}, []],
  ['another service', { rules: [{ backendRefs: [{ name: 'other' }] }] }, {}, []],
])('an HTTPRoute with %s', (_what, route, gateway, expected) => {
  const shown = routesOf(route, gateway).map(({ url, connectTo }) => {
    return `${url} ${connectTo === undefined ? '-' : `${connectTo.host}:${connectTo.port}`}`;
  });

  expect(shown).toEqual(expected);
});

test('on the lab, an HTTPRoute is a route of its App, and leads to it', { timeout: 60_000 }, async () => {
  const lab = await startTestLab();
  try {
    await using space = await createNamespace(lab);
    const { cluster } = space;
    const views = new Views();
    const observation = await observe(cluster, views);
    await carryOut(
      cluster,
      await deploy(cluster, { name: 'chat', image: DEFAULT_IMAGE, replicas: 1, port: 8080, healthPath: '/' }),
    );
    await carryOut(cluster, await expose(cluster, { name: 'chat', serviceType: 'ClusterIP', port: 8080 }));
    const apiVersion = 'gateway.networking.k8s.io/v1';
    const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
    await space.create({
      apiVersion,
      kind: 'Gateway',
      metadata: { name: 'web' },
      spec: { gatewayClassName: 'sticky', listeners },
    });
    const rules = [{ backendRefs: [{ name: 'chat', port: 8080 }], sessionPersistence: { sessionName: 'key' } }];
    const spec = { parentRefs: [{ name: 'web' }], hostnames: ['sticky.info'], rules };
    await space.create({ apiVersion, kind: 'HTTPRoute', metadata: { name: 'chat' }, spec });

    await views.until(({ apps }) => {
      const [route] = apps[0]?.routes ?? [];
      return route?.connectTo !== undefined && route.affinity.kind !== 'unknown' && apps[0]?.waitingFor.length === 0;
    });
    const app = await getApp(cluster, 'chat');
    const target = reach(app, 'route', 'chat');

    expect(app.routes).toEqual([
      {
        name: 'chat',
        router: 'gateway-api',
        className: 'sticky',
        url: 'http://sticky.info/',
        connectTo: target.connectTo,
        affinity: { kind: 'cookie', name: 'key', strength: 'pinned' },
      },
    ]);
    const asked = request({ ...target.connectTo, headers: { host: 'sticky.info' }, agent: false }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    expect([answer.statusCode, String(answer.headers['set-cookie'])]).toEqual([200, expect.stringMatching(/^key=/)]);
    await observation.close();
  } finally {
    await lab.close();
  }
});
