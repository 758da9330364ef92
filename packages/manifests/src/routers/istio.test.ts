import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { type Affinity, routers } from '../index.ts';

describe('render', () => {
  test('the shop is a Gateway, a VirtualService and a DestinationRule for each Service', () => {
    const objects = made('istio', COOKIE);
    expect([...objects.keys()]).toEqual([
      'Gateway shop',
      'VirtualService shop',
      'DestinationRule web',
      'DestinationRule api',
    ]);
    expect(objects.get('Gateway shop')).toMatchObject({
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [
          { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example'] },
          {
            port: { number: 443, name: 'https', protocol: 'HTTPS' },
            tls: { mode: 'SIMPLE', credentialName: 'shop-tls' },
            hosts: ['shop.example'],
          },
        ],
      },
    });
    expect(objects.get('DestinationRule api')).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'api', namespace: 'store' },
      spec: {
        host: 'api',
        trafficPolicy: { loadBalancer: { consistentHash: { httpCookie: { name: 'key', ttl: '3600s' } } } },
      },
    });
  });

  test('the most specific route comes first, and a prefix does not take /apishop', () => {
    expect(made('istio', COOKIE).get('VirtualService shop')).toMatchObject({
      spec: {
        hosts: ['shop.example'],
        gateways: ['shop'],
        http: [
          {
            match: [{ uri: { exact: '/api' } }, { uri: { prefix: '/api/' } }],
            route: [{ destination: { host: 'api', port: { number: 8080 } } }],
          },
          { match: [{ uri: { prefix: '/' } }], route: [{ destination: { host: 'web', port: { number: 80 } } }] },
        ],
      },
    });
  });

  test('a cookie of the browser session has a ttl of 0s, without which Envoy makes none', () => {
    expect(
      made('istio', { kind: 'cookie', name: 'key', strength: 'hashed' }).get('DestinationRule web'),
    ).toHaveProperty('spec.trafficPolicy.loadBalancer.consistentHash.httpCookie', { name: 'key', ttl: '0s' });
  });

  test('a pinned cookie is a label, and needs a flag of istiod', () => {
    const affinity: Affinity = { ...COOKIE, strength: 'pinned', path: '/cart' };
    const { serviceSettings, needs } = routers.istio.render(SHOP, affinity);
    expect(serviceSettings).toEqual({ labels: { 'istio.io/persistent-session': 'key' } });
    expect(needs?.join()).toContain('PILOT_ENABLE_PERSISTENT_SESSION_FILTER=true');
    expect([...made('istio', affinity).keys()]).toEqual(['Gateway shop', 'VirtualService shop']);
    expect(lost('istio', affinity)).toEqual([
      ['path', undefined],
      ['maxAgeSeconds', undefined],
    ]);
  });

  test.each(['-a', 'a~b', 'a'.repeat(64)])('the pinned cookie %s cannot be a label', (name) => {
    expect(() => routers.istio.render(SHOP, { kind: 'cookie', name, strength: 'pinned' })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('63') }),
    );
  });

  test.each([
    [{ kind: 'client-address' }, { useSourceIp: true }],
    [{ kind: 'header', name: 'x-user' }, { httpHeaderName: 'x-user' }],
  ] as const)('%o is hashed', (affinity, consistentHash) => {
    expect(made('istio', affinity).get('DestinationRule web')).toHaveProperty('spec.trafficPolicy.loadBalancer', {
      consistentHash,
    });
  });
});

describe('read', () => {
  const documents = (rule: string, service = '') => `
apiVersion: networking.istio.io/v1beta1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: cert }, hosts: ["*.example", other.test] }
    - { port: { number: 8443, name: m, protocol: HTTPS }, tls: { mode: MUTUAL, credentialName: cert }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: { name: shop, namespace: store }
spec:
  hosts: [shop.example]
  gateways: [mesh, istio-system/edge]
  http:
    - match: [{ uri: { prefix: /api }, headers: { x: { exact: y } } }]
      retries: { attempts: 3 }
      route:
        - { destination: { host: web.store.svc.cluster.local, port: { number: 8080 } }, weight: 90 }
        - { destination: { host: canary }, weight: 10 }
    - route: [{ destination: { host: web.elsewhere.svc.cluster.local } }]
---
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: { name: any, namespace: store }
spec: { host: web.store.svc.cluster.local, ${rule} }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: store, ${service} }
`;
  const hash = (key: string) => `trafficPolicy: { loadBalancer: { consistentHash: { ${key} } } }`;

  test('given what people write, all that a routing cannot say is named', () => {
    const [reading, ...others] = readText('istio', documents(hash('httpCookie: { name: sid, ttl: 1h }')));
    expect(others).toEqual([]);
    expect(reading?.routing).toEqual({
      name: 'shop',
      namespace: 'store',
      rules: [{ host: 'shop.example', path: '/api', match: 'prefix', service: 'web', port: 8080 }],
      tls: [{ host: '*.example', secretName: 'cert' }],
    });
    expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'sid', strength: 'hashed', maxAgeSeconds: 3600 });
    expect(reading && unreadPaths(reading)).toEqual([
      'spec.http.0.retries',
      'spec.http.0.route.1',
      'spec.http.0.match.0.headers',
      'spec.http.1.route.0.destination.host',
      'spec.servers.1.port.number',
      'spec.servers.1.tls.mode',
    ]);
  });

  test.each([
    [
      hash('httpCookie: { name: sid, ttl: 0s, path: /x }'),
      { kind: 'cookie', name: 'sid', strength: 'hashed', path: '/x' },
    ],
    [hash('httpCookie: { name: sid }'), { kind: 'cookie', name: 'sid', strength: 'hashed' }],
    [hash('httpHeaderName: X-User'), { kind: 'header', name: 'x-user' }],
    [hash('useSourceIp: true'), { kind: 'client-address' }],
    [hash('useSourceIp: false'), { kind: 'none' }],
    [hash('httpQueryParameterName: q'), { kind: 'none' }],
    ['trafficPolicy: { loadBalancer: { simple: LEAST_REQUEST } }', { kind: 'none' }],
    ['trafficPolicy: 3', { kind: 'none' }],
  ])('the DestinationRule %s', (rule, affinity) => {
    expect(readText('istio', documents(rule))[0]?.affinity).toEqual(affinity);
  });

  test('the label of a Service counts more than the DestinationRule', () => {
    const labels = 'labels: { istio.io/persistent-session: sid }';
    expect(readText('istio', documents(hash('useSourceIp: true'), labels))[0]?.affinity).toEqual({
      kind: 'cookie',
      name: 'sid',
      strength: 'pinned',
    });
  });

  test('a VirtualService inside the mesh is no route of a Gateway', () => {
    const mesh = documents(hash('useSourceIp: true')).replace('[mesh, istio-system/edge]', '[mesh]');
    expect(readText('istio', mesh)).toEqual([]);
  });
});
