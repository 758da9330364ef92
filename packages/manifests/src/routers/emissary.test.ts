import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

describe('render', () => {
  test('the shop is a Host, a resolver of endpoints, and a Mapping for each rule', () => {
    const objects = made('emissary', COOKIE);
    expect([...objects.keys()]).toEqual([
      'Host shop',
      'KubernetesEndpointResolver endpoint',
      'Mapping shop',
      'Mapping shop-2',
    ]);
    expect(objects.get('Host shop')).toMatchObject({
      spec: { hostname: 'shop.example', tlsSecret: { name: 'shop-tls' } },
    });
    expect(objects.get('Mapping shop-2')).toEqual({
      apiVersion: 'getambassador.io/v3alpha1',
      kind: 'Mapping',
      metadata: { name: 'shop-2', namespace: 'store' },
      spec: {
        hostname: 'shop.example',
        prefix: '/api',
        rewrite: '',
        service: 'api:8080',
        resolver: 'endpoint',
        load_balancer: { policy: 'ring_hash', cookie: { name: 'key', ttl: '3600s' } },
      },
    });
  });

  test.each([
    [{ kind: 'client-address' }, { source_ip: true }],
    [{ kind: 'header', name: 'x-user' }, { header: 'x-user' }],
  ] as const)('%o is hashed', (affinity, key) => {
    expect(made('emissary', affinity).get('Mapping shop')).toMatchObject({
      spec: { resolver: 'endpoint', load_balancer: { policy: 'ring_hash', ...key } },
    });
  });

  test('no affinity needs no resolver, and a host without TLS is served all the same', () => {
    const objects = made('emissary', { kind: 'none' }, { ...SHOP, tls: [] });
    expect([...objects.keys()]).toEqual(['Host shop', 'Mapping shop', 'Mapping shop-2']);
    expect(objects.get('Host shop')).toHaveProperty('spec.requestPolicy.insecure.action', 'Route');
    expect(objects.get('Mapping shop')).not.toHaveProperty('spec.load_balancer');
  });

  test('strength and attributes are lost', () => {
    const affinity = { ...COOKIE, strength: 'pinned', secure: true, sameSite: 'Lax', path: '/x' } as const;
    expect(lost('emissary', affinity, { ...SHOP, className: 'x' })).toEqual([
      ['strength', 'hashed'],
      ['secure', undefined],
      ['sameSite', undefined],
      ['className', undefined],
    ]);
  });

  test('exact paths and regular expressions have a field each', () => {
    const rule = { path: '/a', service: 'web', port: 80 } as const;
    const rules = [
      { ...rule, match: 'exact' },
      { ...rule, match: 'regex', path: '/v[0-9]$' },
    ] as const;
    const objects = made('emissary', { kind: 'none' }, { name: 'shop', rules, tls: [] });
    expect(objects.get('Mapping shop')).toMatchObject({ spec: { hostname: '*', prefix: '/a', prefix_exact: true } });
    expect(objects.get('Mapping shop-2')).toMatchObject({ spec: { prefix: '/v[0-9]', prefix_regex: true } });
  });
});

describe('read', () => {
  const mapping = (spec: string) => `
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: shop, namespace: store }
spec: { prefix: /, hostname: "*", service: web, ${spec} }
`;

  test.each([
    ['web', { service: 'web', port: 80 }],
    ['http://web:8080', { service: 'web', port: 8080 }],
    ['web.store:8080', { service: 'web', port: 8080 }],
    ['https://web.store.svc.cluster.local:443', { service: 'web', port: 443 }],
    ['web.other:8080', undefined],
    ['http://a.b/c', undefined],
  ])('the service %s', (service, rule) => {
    const [reading] = readText('emissary', mapping('').replace('service: web,', `service: "${service}"`));
    expect(reading?.routing.rules).toEqual(rule === undefined ? [] : [{ path: '/', match: 'prefix', ...rule }]);
    expect(reading && unreadPaths(reading)).toEqual(rule === undefined ? ['spec.service'] : []);
  });

  test.each([
    ['resolver: e, load_balancer: { policy: ring_hash, cookie: { name: sid, ttl: 60s } }', 60, []],
    ['load_balancer: { policy: maglev, cookie: { name: sid, ttl: 1m } }', 60, ['spec.load_balancer']],
    [
      'resolver: e, load_balancer: { policy: ring_hash, cookie: { name: sid } }',
      undefined,
      ['spec.load_balancer.cookie'],
    ],
  ])('a Mapping with %s', (spec, maxAgeSeconds, unread) => {
    const [reading] = readText('emissary', mapping(spec));
    expect(reading?.affinity).toEqual({
      kind: 'cookie',
      name: 'sid',
      strength: 'hashed',
      ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    });
    expect(reading && unreadPaths(reading)).toEqual(unread);
  });

  test('a policy that spreads the load keeps nobody', () => {
    const [reading] = readText(
      'emissary',
      mapping('resolver: e, load_balancer: { policy: least_request, source_ip: true }'),
    );
    expect(reading?.affinity).toEqual({ kind: 'none' });
  });

  test('a prefix that is cut from the path is named', () => {
    const [reading] = readText('emissary', mapping('').replace('prefix: /,', 'prefix: /api/,'));
    expect(reading && unreadPaths(reading)).toEqual(['spec.prefix']);
  });

  test('TLS is that of the Hosts that serve the Mapping', () => {
    const host = (hostname: string, namespace = 'store') => `
---
apiVersion: getambassador.io/v3alpha1
kind: Host
metadata: { name: h, namespace: ${namespace} }
spec: { hostname: "${hostname}", tlsSecret: { name: cert } }
`;
    const text = mapping('').replace('hostname: "*"', 'hostname: shop.example');
    const tls = (other: string) => readText('emissary', text + other)[0]?.routing.tls;
    expect(tls(host('*.example'))).toEqual([{ host: '*.example', secretName: 'cert' }]);
    expect(tls(host('*'))).toEqual([{ secretName: 'cert' }]);
    expect(tls(host('other.test'))).toEqual([]);
    expect(tls(host('shop.example', 'elsewhere'))).toEqual([]);
    const [reading] = readText('emissary', text + host('*').replace('hostname', 'acmeProvider: {}, hostname'));
    expect(reading && unreadPaths(reading)).toEqual(['spec.acmeProvider']);
  });
});

test('a named port is refused', () => {
  const rules = [{ path: '/', match: 'prefix', service: 'web', port: 'http' }] as const;
  expect(() => routers.emissary.render({ ...SHOP, rules }, COOKIE)).toThrow(
    expect.objectContaining({ code: 'unsupported-routing' }),
  );
});
