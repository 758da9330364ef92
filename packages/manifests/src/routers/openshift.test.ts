import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { type Affinity, routers } from '../index.ts';

const NAME = 'router.openshift.io/cookie_name';
const DISABLED = 'haproxy.router.openshift.io/disable_cookies';
const BALANCE = 'haproxy.router.openshift.io/balance';

describe('render', () => {
  test('each path of a host is a Route', () => {
    const objects = made('openshift', COOKIE);
    expect([...objects.keys()]).toEqual(['Route shop', 'Route shop-2']);
    expect(objects.get('Route shop-2')).toEqual({
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { name: 'shop-2', namespace: 'store', annotations: { [NAME]: 'key' } },
      spec: {
        host: 'shop.example',
        path: '/api',
        to: { kind: 'Service', name: 'api' },
        port: { targetPort: 8080 },
        tls: {
          termination: 'edge',
          insecureEdgeTerminationPolicy: 'Redirect',
          externalCertificate: { name: 'shop-tls' },
        },
      },
    });
  });

  test.each([
    [{ kind: 'none' }, { [DISABLED]: 'true' }],
    [{ kind: 'client-address' }, { [DISABLED]: 'true', [BALANCE]: 'source' }],
    [
      { ...COOKIE, sameSite: 'Strict' },
      { [NAME]: 'key', 'router.openshift.io/cookie-same-site': 'Strict' },
    ],
  ] as const)('%o becomes annotations', (affinity: Affinity, annotations) => {
    expect(made('openshift', affinity).get('Route shop')?.metadata.annotations).toEqual(annotations);
  });

  test('age, path, domain and Secure are lost', () => {
    const affinity = { ...COOKIE, path: '/', domain: 'shop.example', secure: true } as const;
    expect(lost('openshift', affinity).map(([field]) => field)).toEqual([
      'strength',
      'maxAgeSeconds',
      'path',
      'domain',
      'secure',
    ]);
  });

  test('SameSite is lost where a host has no TLS: the router looks for it there alone', () => {
    const affinity = { ...COOKIE, strength: 'pinned', sameSite: 'Strict' } as const;
    const plain = { ...SHOP, tls: [] };
    expect(lost('openshift', affinity)).toEqual([['maxAgeSeconds', undefined]]);
    expect(lost('openshift', affinity, plain)).toEqual([
      ['maxAgeSeconds', undefined],
      ['sameSite', undefined],
    ]);
    expect(made('openshift', affinity, plain).get('Route shop')?.metadata.annotations).toEqual({ [NAME]: 'key' });
  });

  test('an exact path becomes a prefix, which is a loss; a wildcard is a host of its subdomain', () => {
    const rules = [{ host: '*.shop.example', path: '/a', match: 'exact', service: 'web', port: 'http' }] as const;
    const routing = { name: 'shop', rules, tls: [] };
    expect(lost('openshift', { kind: 'none' }, routing)).toEqual([['rules.match', undefined]]);
    expect(made('openshift', { kind: 'none' }, routing).get('Route shop')).toMatchObject({
      spec: { host: 'wildcard.shop.example', wildcardPolicy: 'Subdomain', path: '/a' },
    });
    expect(routers.openshift.render(routing, { kind: 'none' }).needs).toEqual([expect.stringContaining('wildcard')]);
  });

  test('a header, a name that the router ignores, and every host are refused', () => {
    const everyHost = { ...SHOP, rules: [{ path: '/', match: 'prefix', service: 'web', port: 80 }] } as const;
    expect(() => routers.openshift.render(SHOP, { kind: 'header', name: 'x' })).toThrow(
      'by a cookie or the client address',
    );
    expect(() => routers.openshift.render(SHOP, { ...COOKIE, name: 'a.b' })).toThrow('"a.b"');
    expect(() => routers.openshift.render(everyHost, COOKIE)).toThrow('for one host');
  });
});

describe('read', () => {
  const route = (annotations: string, spec = '') => `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop, annotations: { ${annotations} } }
spec: { host: shop.example, to: { kind: Service, name: web, weight: 100 }, port: { targetPort: 8080 }, ${spec} }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;

  test('a Route that says nothing sticks, by a cookie with a name made up', () => {
    const [reading] = readText('openshift', route(''));
    expect(reading).toMatchObject({
      affinity: { kind: 'cookie', name: 'shop', strength: 'pinned' },
      assumed: [{ field: 'name', instead: 'shop' }],
      unread: [],
    });
  });

  test("a port of the pods is the Service's that leads there", () => {
    expect(readText('openshift', route(''))[0]?.routing.rules).toEqual([
      { host: 'shop.example', path: '/', match: 'prefix', service: 'web', port: 80 },
    ]);
  });

  test.each([
    [`${DISABLED}: "true"`, { kind: 'none' }],
    [`${DISABLED}: "true", ${BALANCE}: source`, { kind: 'client-address' }],
    [`${DISABLED}: "true", ${NAME}: sid`, { kind: 'none' }],
    [`${NAME}: sid, ${BALANCE}: source`, { kind: 'cookie', name: 'sid', strength: 'pinned' }],
  ])('annotations %s', (annotations, affinity) => {
    expect(readText('openshift', route(annotations))[0]?.affinity).toEqual(affinity);
  });

  const SAME_SITE = 'router.openshift.io/cookie-same-site';
  const EDGE = 'tls: { termination: edge, insecureEdgeTerminationPolicy: Redirect }';

  test.each([
    [`${SAME_SITE}: Strict`, EDGE, 'Strict'],
    [`${SAME_SITE}: strict`, EDGE, undefined],
    [`${SAME_SITE}: Strict`, '', undefined],
    [`${SAME_SITE}: Strict`, 'tls: { termination: edge, insecureEdgeTerminationPolicy: Allow }', undefined],
  ])('%s with %s', (annotations, tls, sameSite) => {
    const [reading] = readText('openshift', route(`${NAME}: sid, ${annotations}`, tls));
    expect(reading?.affinity).toEqual({
      kind: 'cookie',
      name: 'sid',
      strength: 'pinned',
      ...(sameSite && { sameSite }),
    });
    expect(reading && unreadPaths(reading).includes(`metadata.annotations.${SAME_SITE}`)).toBe(sameSite === undefined);
  });

  test('a name that the router does not take is its own, and is named', () => {
    const [reading] = readText('openshift', route(`${NAME}: my.session`));
    expect(reading).toMatchObject({
      affinity: { name: 'shop' },
      assumed: [{ field: 'name' }],
      unread: [{ path: ['metadata', 'annotations', NAME] }],
    });
  });

  test.each([
    ['', '', { kind: 'client-address' }],
    [`${BALANCE}: source`, '', { kind: 'client-address' }],
    [`${BALANCE}: roundrobin`, '', { kind: 'none' }],
    ['', 'alternateBackends: [{ kind: Service, name: canary }], ', { kind: 'none' }],
  ])('what is passed through with %s %s sticks by the address, if at all', (annotations, others, affinity) => {
    const text = route(annotations, `${others}tls: { termination: passthrough }`);
    expect(readText('openshift', text)[0]?.affinity).toEqual(affinity);
  });

  test('weights, other TLS and other annotations are named', () => {
    const [reading] = readText(
      'openshift',
      route(
        `${NAME}: sid, haproxy.router.openshift.io/timeout: 5s`,
        'alternateBackends: [{ kind: Service, name: canary }], tls: { termination: passthrough, insecureEdgeTerminationPolicy: Allow }',
      ),
    );
    expect(reading && unreadPaths(reading)).toEqual([
      'spec.alternateBackends',
      'spec.tls.insecureEdgeTerminationPolicy',
      'spec.tls.termination',
      `metadata.annotations.${NAME}`,
      'metadata.annotations.haproxy.router.openshift.io/timeout',
    ]);
  });
});
