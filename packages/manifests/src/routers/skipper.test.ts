import { expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { type Affinity, routers } from '../index.ts';

const annotations = (affinity: Affinity) => made('skipper', affinity).get('Ingress shop')?.metadata.annotations;

test.each([
  [
    COOKIE,
    {
      'zalando.org/skipper-loadbalancer': 'consistentHash',
      'zalando.org/skipper-filter': `consistentHashKey("\${request.cookie.key}")`,
    },
  ],
  [
    { kind: 'header', name: 'x-user' },
    {
      'zalando.org/skipper-loadbalancer': 'consistentHash',
      'zalando.org/skipper-filter': `consistentHashKey("\${request.header.x-user}")`,
    },
  ],
  [{ kind: 'client-address' }, { 'zalando.org/skipper-loadbalancer': 'consistentHash' }],
  [{ kind: 'none' }, undefined],
] as const)('%o becomes annotations', (affinity, expected) => {
  expect(annotations(affinity)).toEqual(expected);
});

test('a cookie is one that the application has to set, which it says', () => {
  expect(routers.skipper.render(SHOP, COOKIE).needs).toEqual([expect.stringContaining('sets the cookie key')]);
  expect(lost('skipper', { ...COOKIE, strength: 'pinned' })).toEqual([
    ['strength', 'hashed'],
    ['maxAgeSeconds', undefined],
  ]);
});

const ingress = (filter: string, algorithm = 'consistentHash') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    zalando.org/skipper-loadbalancer: ${algorithm}
    zalando.org/skipper-filter: '${filter}'
spec:
  rules: [{ http: { paths: [{ path: /a+, pathType: ImplementationSpecific, backend: { service: { name: web, port: { name: http } } } }] } }]
`;

test('given a chain of filters, the key is found and the others are named', () => {
  const [reading] = readText('skipper', ingress(`compress() -> consistentHashKey("\${request.header.X-User}")`));
  expect(reading?.affinity).toEqual({ kind: 'header', name: 'x-user' });
  expect(reading?.routing.rules).toEqual([{ path: '/a+', match: 'regex', service: 'web', port: 'http' }]);
  expect(reading && unreadPaths(reading)).toEqual(['metadata.annotations.zalando.org/skipper-filter']);
});

test.each([
  [`consistentHashKey("\${request.clientIP}")`, { kind: 'client-address' }, 0],
  [`consistentHashKey("\${request.path}")`, { kind: 'client-address' }, 1],
  ['compress()', { kind: 'client-address' }, 1],
  [`consistentHashKey("\${request.cookie.a;b}")`, { kind: 'client-address' }, 1],
])('the filter %s', (filter, affinity, unread) => {
  const [reading] = readText('skipper', ingress(filter));
  expect(reading?.affinity).toEqual(affinity);
  expect(reading?.unread).toHaveLength(unread);
});

test('a key without the algorithm keeps nobody', () => {
  const [reading] = readText('skipper', ingress(`consistentHashKey("\${request.cookie.key}")`, 'random'));
  expect(reading?.affinity).toEqual({ kind: 'none' });
  expect(reading?.unread).toHaveLength(2);
});

test('given a RouteGroup, each route has the affinity of its backend and its filters', () => {
  const readings = readText(
    'skipper',
    `
apiVersion: zalando.org/v1
kind: RouteGroup
metadata: { name: shop }
spec:
  hosts: [shop.example]
  tls: [{ hosts: [shop.example], secretName: cert }]
  backends:
    - { name: web, type: service, serviceName: web, servicePort: 80, algorithm: consistentHash }
    - { name: api, type: service, serviceName: api, servicePort: 8080 }
    - { name: gone, type: shunt }
  defaultBackends: [{ backendName: web }]
  routes:
    - pathSubtree: /
      filters: ['consistentHashKey("\${request.cookie.sid}")', 'consistentHashBalanceFactor(1.25)']
    - { path: /api, backends: [{ backendName: api, weight: 9 }, { backendName: web, weight: 1 }] }
    - { pathRegexp: "^/v[0-9]", backends: [{ backendName: api }], methods: [GET] }
    - { pathRegexp: "[.]png$", backends: [{ backendName: gone }] }
`,
  );
  expect(readings.map(({ affinity, routing }) => [affinity, routing.rules])).toEqual([
    [
      { kind: 'cookie', name: 'sid', strength: 'hashed' },
      [{ host: 'shop.example', path: '/', match: 'prefix', service: 'web', port: 80 }],
    ],
    [
      { kind: 'none' },
      [
        { host: 'shop.example', path: '/api', match: 'exact', service: 'api', port: 8080 },
        { host: 'shop.example', path: '/v[0-9]', match: 'regex', service: 'api', port: 8080 },
      ],
    ],
  ]);
  expect(readings[0]?.routing.tls).toEqual([{ host: 'shop.example', secretName: 'cert' }]);
  expect(readings.flatMap(unreadPaths)).toEqual([
    'spec.backends.2',
    'spec.routes.0.filters',
    'spec.routes.1.backends.1',
    'spec.routes.2.methods',
  ]);
});
