import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

describe('render', () => {
  test('a cookie becomes a policy that the Services name', () => {
    const { objects, serviceSettings, needs } = routers.kong.render(SHOP, { ...COOKIE, path: '/' });
    expect(objects.map(({ kind }) => kind)).toEqual(['Ingress', 'KongUpstreamPolicy']);
    expect(objects[1]).toEqual({
      apiVersion: 'configuration.konghq.com/v1beta1',
      kind: 'KongUpstreamPolicy',
      metadata: { name: 'shop', namespace: 'store' },
      spec: { algorithm: 'consistent-hashing', hashOn: { cookie: 'key', cookiePath: '/' } },
    });
    expect(serviceSettings).toEqual({ annotations: { 'konghq.com/upstream-policy': 'shop' } });
    expect(needs).toBeUndefined();
  });

  test('a pinned cookie is for the Enterprise edition, which it says', () => {
    const affinity = { ...COOKIE, strength: 'pinned', path: '/cart' } as const;
    expect(made('kong', affinity).get('KongUpstreamPolicy shop')).toMatchObject({
      spec: {
        algorithm: 'sticky-sessions',
        hashOn: { input: 'none' },
        stickySessions: { cookie: 'key', cookiePath: '/cart' },
      },
    });
    expect(routers.kong.render(SHOP, affinity).needs).toEqual([expect.stringContaining('Enterprise 3.11')]);
  });

  test.each([
    [{ kind: 'client-address' }, { input: 'ip' }],
    [{ kind: 'header', name: 'x-user' }, { header: 'x-user' }],
  ] as const)('%o is hashed', (affinity, hashOn) => {
    expect(made('kong', affinity).get('KongUpstreamPolicy shop')).toMatchObject({ spec: { hashOn } });
  });

  test('the cookie has no age and no attributes but its path, which is / where nobody says', () => {
    expect(lost('kong', { ...COOKIE, secure: true, sameSite: 'Lax', domain: 'shop.example' })).toEqual([
      ['maxAgeSeconds', undefined],
      ['domain', undefined],
      ['secure', undefined],
      ['sameSite', undefined],
      ['path', '/'],
    ]);
  });

  test.each([
    { ...COOKIE, name: 'a.b' },
    { kind: 'header', name: 'x.user' },
    { ...COOKIE, path: '/a//b' },
    { ...COOKIE, path: '/a?b' },
  ] as const)('%o is refused, as the gateway refuses it', (affinity) => {
    expect(() => routers.kong.render(SHOP, affinity)).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity' }),
    );
  });

  test('a regular expression stands behind a ~', () => {
    const rules = [{ path: '/v[0-9]+', match: 'regex', service: 'web', port: 80 }] as const;
    expect(made('kong', { kind: 'none' }, { ...SHOP, rules }).get('Ingress shop')).toMatchObject({
      spec: { rules: [{ http: { paths: [{ path: '/~/v[0-9]+', pathType: 'ImplementationSpecific' }] } }] },
    });
  });
});

describe('read', () => {
  const documents = (policy: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: { konghq.com/strip-path: "true" }
spec:
  ingressClassName: kong
  rules:
    - http:
        paths:
          - { path: /, pathType: ImplementationSpecific, backend: { service: { name: web, port: { number: 80 } } } }
          - { path: /api, pathType: Exact, backend: { service: { name: api, port: { number: 80 } } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, annotations: { konghq.com/upstream-policy: sticky } }
---
apiVersion: configuration.konghq.com/v1beta1
kind: KongUpstreamPolicy
metadata: { name: sticky }
spec: ${policy}
`;

  test('two Services of one Ingress that differ are two readings', () => {
    const readings = readText(
      'kong',
      documents('{ algorithm: consistent-hashing, hashOn: { cookie: sid, cookiePath: / }, slots: 100 }'),
    );
    expect(readings.map(({ affinity, routing }) => [affinity, routing.rules.map(({ service }) => service)])).toEqual([
      [{ kind: 'cookie', name: 'sid', strength: 'hashed', path: '/' }, ['web']],
      [{ kind: 'none' }, ['api']],
    ]);
    expect(readings.flatMap(unreadPaths)).toEqual(['metadata.annotations.konghq.com/strip-path', 'spec.slots']);
  });

  test.each([
    ['{ algorithm: round-robin }', { kind: 'none' }],
    ['{ algorithm: consistent-hashing }', { kind: 'none' }],
    ['{ algorithm: consistent-hashing, hashOn: { header: X-User } }', { kind: 'header', name: 'x-user' }],
    ['{ algorithm: consistent-hashing, hashOn: { input: ip } }', { kind: 'client-address' }],
    ['{ algorithm: consistent-hashing, hashOn: { input: consumer } }', { kind: 'none' }],
    ['{ hashOn: { cookie: sid, cookiePath: / } }', { kind: 'none' }],
    [
      '{ algorithm: sticky-sessions, hashOn: { input: none }, stickySessions: { cookie: sid, cookiePath: /x } }',
      { kind: 'cookie', name: 'sid', strength: 'pinned', path: '/x' },
    ],
  ])('the policy %s', (policy, affinity) => {
    expect(readText('kong', documents(policy))[0]?.affinity).toEqual(affinity);
  });
});
