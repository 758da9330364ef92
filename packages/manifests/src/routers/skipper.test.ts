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
