import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

describe('render', () => {
  test('the shop is an HTTPProxy with the strategy Cookie', () => {
    const { objects, losses } = routers.contour.render({ ...SHOP, className: 'contour' }, COOKIE);
    const sticky = { loadBalancerPolicy: { strategy: 'Cookie' } };
    expect(objects).toEqual([
      {
        apiVersion: 'projectcontour.io/v1',
        kind: 'HTTPProxy',
        metadata: { name: 'shop', namespace: 'store' },
        spec: {
          ingressClassName: 'contour',
          virtualhost: { fqdn: 'shop.example', tls: { secretName: 'shop-tls' } },
          routes: [
            { conditions: [{ prefix: '/' }], services: [{ name: 'web', port: 80 }], ...sticky },
            { conditions: [{ prefix: '/api' }], services: [{ name: 'api', port: 8080 }], ...sticky },
          ],
        },
      },
    ]);
    expect(losses.map(({ field, instead }) => [field, instead])).toEqual([
      ['name', 'X-Contour-Session-Affinity'],
      ['maxAgeSeconds', undefined],
    ]);
  });

  test("the attributes of Contour's cookie are rewritten", () => {
    const affinity = { ...COOKIE, path: '/cart', domain: 'shop.example', secure: false, sameSite: 'Lax' } as const;
    expect(made('contour', affinity).get('HTTPProxy shop')).toHaveProperty('spec.routes.0.cookieRewritePolicies', [
      {
        name: 'X-Contour-Session-Affinity',
        pathRewrite: { value: '/cart' },
        domainRewrite: { value: 'shop.example' },
        secure: false,
        sameSite: 'Lax',
      },
    ]);
  });

  test.each([
    [{ kind: 'client-address' }, { hashSourceIP: true, terminal: true }],
    [
      { kind: 'header', name: 'x-user' },
      { headerHashOptions: { headerName: 'x-user' }, terminal: true },
    ],
  ] as const)('%o is hashed', (affinity, policy) => {
    expect(made('contour', affinity).get('HTTPProxy shop')).toHaveProperty('spec.routes.0.loadBalancerPolicy', {
      strategy: 'RequestHash',
      requestHashPolicies: [policy],
    });
  });

  test('each host has an HTTPProxy, and a regular expression is one for the whole path', () => {
    const [web, api] = SHOP.rules;
    if (web === undefined || api === undefined) throw new Error('The shop has two rules.');
    const rules = [web, { ...api, host: '*.shop.example', match: 'regex', path: '/v[0-9]' }] as const;
    const objects = made('contour', { kind: 'none' }, { ...SHOP, rules });
    expect([...objects.keys()]).toEqual(['HTTPProxy shop-shop.example', 'HTTPProxy shop--shop.example']);
    expect(objects.get('HTTPProxy shop--shop.example')).toMatchObject({
      spec: { virtualhost: { fqdn: '*.shop.example' }, routes: [{ conditions: [{ regex: '/v[0-9].*' }] }] },
    });
  });

  test('every host, and a port by name, cannot be routed', () => {
    const rule = { path: '/', match: 'prefix', service: 'web' } as const;
    for (const wrong of [
      { ...rule, port: 80 },
      { ...rule, host: 'shop.example', port: 'http' },
    ]) {
      expect(() => routers.contour.render({ ...SHOP, rules: [wrong] }, COOKIE)).toThrow(
        expect.objectContaining({ code: 'unsupported-routing' }),
      );
    }
  });

  test('TLS without a Secret is lost', () => {
    expect(lost('contour', { kind: 'none' }, { ...SHOP, tls: [{ host: 'shop.example' }] })).toEqual([
      ['tls', undefined],
    ]);
  });
});

describe('read', () => {
  test('given a root and what it includes, the prefixes are joined', () => {
    const [reading, ...others] = readText(
      'contour',
      `
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: root }
spec:
  virtualhost: { fqdn: shop.example }
  includes:
    - { name: child, conditions: [{ prefix: /api }] }
    - { name: far, namespace: other }
---
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: child }
spec:
  routes:
    - conditions: [{ prefix: /v1 }, { header: { name: x, present: true } }]
      services: [{ name: api, port: 80 }, { name: api-canary, port: 80, weight: 5 }]
      loadBalancerPolicy: { strategy: Cookie }
      timeoutPolicy: { response: 1m }
  includes: [{ name: root }]
`,
    );
    expect(others).toEqual([]);
    expect(reading?.routing.rules).toEqual([
      { host: 'shop.example', path: '/api/v1', match: 'prefix', service: 'api', port: 80 },
    ]);
    expect(reading?.affinity).toMatchObject({ kind: 'cookie', name: 'X-Contour-Session-Affinity' });
    expect(reading?.from.map(({ metadata }) => metadata.name)).toEqual(['root', 'child']);
    expect(reading && unreadPaths(reading)).toEqual([
      'spec.includes.1',
      'spec.routes.0.timeoutPolicy',
      'spec.routes.0.services.1',
      'spec.routes.0.conditions.1.header',
      'spec.includes.0',
    ]);
  });

  const route = (text: string) => `
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: shop }
spec:
  virtualhost: { fqdn: shop.example }
  routes: [{ services: [{ name: web, port: 80 }], ${text} }]
`;

  test.each([
    ['loadBalancerPolicy: { strategy: RoundRobin }', { kind: 'none' }, 1],
    ['loadBalancerPolicy: { strategy: RequestHash }', { kind: 'none' }, 0],
    [
      'loadBalancerPolicy: { strategy: RequestHash, requestHashPolicies: [{ headerHashOptions: { headerName: X-User } }, { hashSourceIP: true }] }',
      { kind: 'header', name: 'x-user' },
      1,
    ],
    ['cookieRewritePolicies: [{ name: sid, secure: true }]', { kind: 'none' }, 1],
    [
      'loadBalancerPolicy: { strategy: Cookie }, cookieRewritePolicies: [{ name: sid, secure: true }, { name: X-Contour-Session-Affinity, sameSite: Strict, pathRewrite: { value: x } }]',
      { kind: 'cookie', name: 'X-Contour-Session-Affinity', strength: 'hashed', sameSite: 'Strict' },
      2,
    ],
  ])('a route with %s', (text, affinity, unread) => {
    const [reading] = readText('contour', route(text));
    expect(reading?.affinity).toEqual(affinity);
    expect(reading?.unread).toHaveLength(unread);
  });

  test('many that include each other many times are read in no time', () => {
    const proxies = Array.from({ length: 20 }, (_, at) => {
      const includes = Array.from(
        { length: 20 },
        (_, other) => `{ name: p${other}, conditions: [{ prefix: /p${other} }] }`,
      );
      const host = at === 0 ? 'virtualhost: { fqdn: shop.example },' : '';
      return `
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: p${at} }
spec: { ${host} includes: [${includes.join()}], routes: [{ services: [{ name: web, port: 80 }] }] }
`;
    });
    expect(readText('contour', proxies.join('---'))[0]?.routing.rules).toHaveLength(1001);
  });
});
