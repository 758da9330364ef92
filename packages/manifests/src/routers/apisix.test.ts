import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

describe('render', () => {
  test('the shop is an ApisixRoute, an ApisixTls, and an ApisixUpstream of the name of each Service', () => {
    const objects = made('apisix', COOKIE, { ...SHOP, className: 'apisix' });
    expect([...objects.keys()]).toEqual([
      'ApisixRoute shop',
      'ApisixTls shop',
      'ApisixUpstream web',
      'ApisixUpstream api',
    ]);
    expect(objects.get('ApisixRoute shop')).toEqual({
      apiVersion: 'apisix.apache.org/v2',
      kind: 'ApisixRoute',
      metadata: { name: 'shop', namespace: 'store' },
      spec: {
        ingressClassName: 'apisix',
        http: [
          {
            name: 'rule-1',
            match: { hosts: ['shop.example'], paths: ['/*'] },
            backends: [{ serviceName: 'web', servicePort: 80 }],
          },
          {
            name: 'rule-2',
            match: { hosts: ['shop.example'], paths: ['/api', '/api/*'] },
            backends: [{ serviceName: 'api', servicePort: 8080 }],
          },
        ],
      },
    });
    expect(objects.get('ApisixTls shop')).toMatchObject({
      spec: { hosts: ['shop.example'], secret: { name: 'shop-tls', namespace: 'store' } },
    });
    expect(objects.get('ApisixUpstream web')).toMatchObject({
      spec: { loadbalancer: { type: 'chash', hashOn: 'cookie', key: 'key' } },
    });
  });

  test.each([
    [{ kind: 'client-address' }, { type: 'chash', hashOn: 'vars', key: 'remote_addr' }],
    [
      { kind: 'header', name: 'x-user' },
      { type: 'chash', hashOn: 'header', key: 'x-user' },
    ],
  ] as const)('%o is hashed', (affinity, loadbalancer) => {
    expect(made('apisix', affinity).get('ApisixUpstream api')).toMatchObject({ spec: { loadbalancer } });
  });

  test('a cookie is one that the application has to set, which it says', () => {
    expect(routers.apisix.render(SHOP, COOKIE).needs).toEqual([expect.stringContaining('sets the cookie key')]);
    expect(lost('apisix', { ...COOKIE, strength: 'pinned', secure: true })).toEqual([
      ['strength', 'hashed'],
      ['maxAgeSeconds', undefined],
      ['secure', undefined],
    ]);
  });

  test.each([
    { ...COOKIE, name: 'a.b' },
    { kind: 'header', name: 'x.user' },
  ] as const)('%o is refused, as the gateway refuses it', (affinity) => {
    expect(() => routers.apisix.render(SHOP, affinity)).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity' }),
    );
  });

  test('without a namespace the Secret is said to be in default', () => {
    const { namespace: _, ...routing } = SHOP;
    expect(routers.apisix.render(routing, { kind: 'none' }).needs).toEqual([expect.stringContaining('default')]);
  });
});

describe('read', () => {
  const documents = (paths: string, loadbalancer: string) => `
apiVersion: apisix.apache.org/v2
kind: ApisixRoute
metadata: { name: shop }
spec:
  http:
    - name: all
      priority: 2
      match: { hosts: [a.example, b.example], paths: ${paths} }
      backends: [{ serviceName: web, servicePort: 80 }, { serviceName: canary, servicePort: 80, weight: 10 }]
      plugins: [{ name: cors, enable: true }]
---
apiVersion: apisix.apache.org/v2
kind: ApisixUpstream
metadata: { name: web }
spec: { retries: 2, loadbalancer: ${loadbalancer} }
---
apiVersion: apisix.apache.org/v2
kind: ApisixTls
metadata: { name: tls }
spec: { hosts: ["*.example", other.test], secret: { name: cert, namespace: default }, client: { depth: 1 } }
`;

  test('each host has its rule, and what a routing cannot say is named', () => {
    const [reading] = readText('apisix', documents('[/api, /api/*]', '{ type: chash, hashOn: cookie, key: sid }'));
    expect(reading?.routing.rules).toEqual([
      { host: 'a.example', path: '/api', match: 'prefix', service: 'web', port: 80 },
      { host: 'b.example', path: '/api', match: 'prefix', service: 'web', port: 80 },
    ]);
    expect(new Set(reading?.routing.tls)).toEqual(new Set([{ host: '*.example', secretName: 'cert' }]));
    expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'sid', strength: 'hashed' });
    expect(reading && unreadPaths(reading)).toEqual([
      'spec.http.0.priority',
      'spec.http.0.plugins',
      'spec.http.0.backends.1',
      'spec.client',
      'spec.retries',
    ]);
  });

  test.each([
    ['["/*"]', [['/', 'prefix']]],
    ['["/a"]', [['/a', 'exact']]],
    ['["/a/*"]', [['/a/', 'prefix']]],
    ['["/a*"]', [['/a', 'prefix']]],
    [
      '["/a", "/b/*", "/b"]',
      [
        ['/a', 'exact'],
        ['/b', 'prefix'],
      ],
    ],
    ['["*"]', [['/', 'prefix']]],
  ])('the paths %s', (paths, expected) => {
    const [reading] = readText('apisix', documents(paths, '{ type: roundrobin }'));
    const rules = reading?.routing.rules.filter(({ host }) => host === 'a.example') ?? [];
    expect(rules.map(({ path, match }) => [path, match])).toEqual(expected);
  });

  test.each([
    ['{ type: roundrobin, hashOn: cookie, key: sid }', { kind: 'none' }],
    ['{ type: chash, key: remote_addr }', { kind: 'client-address' }],
    ['{ type: chash, hashOn: vars, key: arg_user }', { kind: 'none' }],
    ['{ type: chash, hashOn: header, key: X-User }', { kind: 'header', name: 'x-user' }],
    ['{ type: chash, hashOn: header }', { kind: 'none' }],
    ['{ type: 3 }', { kind: 'none' }],
  ])('the load balancer %s', (loadbalancer, affinity) => {
    expect(readText('apisix', documents('["/*"]', loadbalancer))[0]?.affinity).toEqual(affinity);
  });
});
