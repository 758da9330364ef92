import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import { type Affinity, type CookieAffinity, routers } from '../index.ts';

const { render, read } = routers['envoy-gateway'];
const cookie: CookieAffinity = { kind: 'cookie', name: 'key', strength: 'hashed' };
const policyOf = (affinity: Affinity) => render(SHOP, affinity).objects.at(-1);
const fieldsOf = (affinity: Affinity) => render(SHOP, affinity).losses.map(({ field }) => field);

describe('render', () => {
  test('a hashed cookie is a policy of the routes, with its attributes', () => {
    const affinity = { ...cookie, maxAgeSeconds: 172800, path: '/a', secure: true, sameSite: 'Lax' } as const;
    expect(policyOf(affinity)).toEqual({
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'BackendTrafficPolicy',
      metadata: { name: 'shop', namespace: 'web' },
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'shop' }],
        loadBalancer: {
          type: 'ConsistentHash',
          consistentHash: {
            type: 'Cookie',
            cookie: {
              name: 'key',
              ttl: '48h',
              attributes: { HttpOnly: '', Path: '/a', Secure: '', SameSite: 'Lax' },
            },
          },
        },
      },
    });
    expect(fieldsOf(affinity)).toEqual([]);
  });

  test('a hashed cookie for the browser session has a ttl of 0, since without one there is no cookie', () => {
    expect(policyOf(cookie)).toHaveProperty('spec.loadBalancer.consistentHash.cookie.ttl', '0s');
  });

  test.each<[Affinity, object]>([
    [{ kind: 'client-address' }, { type: 'SourceIP' }],
    [
      { kind: 'header', name: 'x-user' },
      { type: 'Headers', headers: [{ name: 'x-user' }] },
    ],
  ])('%j is hashed', (affinity, consistentHash) => {
    expect(policyOf(affinity)).toHaveProperty('spec.loadBalancer', { type: 'ConsistentHash', consistentHash });
  });

  test('a pinned cookie is of the route, always for /', () => {
    const { objects } = render(SHOP, { ...cookie, strength: 'pinned' });
    expect(objects.map(({ kind }) => kind)).toEqual(['Gateway', 'HTTPRoute']);
    expect(fieldsOf({ ...cookie, strength: 'pinned', path: '/a' })).toEqual(['path']);
    expect(fieldsOf({ ...cookie, strength: 'pinned', path: '/' })).toEqual([]);
  });

  test('none is a plain routing', () => {
    expect(render(SHOP, { kind: 'none' }).objects.map(({ kind }) => kind)).toEqual(['Gateway', 'HTTPRoute']);
  });
});

describe('read', () => {
  const policy = (spec: object, kind = 'HTTPRoute') =>
    object('gateway.envoyproxy.io/v1alpha1', 'BackendTrafficPolicy', {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind, name: 'shop' }],
      ...spec,
    });
  const hashing = (consistentHash: object) => policy({ loadBalancer: { type: 'ConsistentHash', consistentHash } });
  const reading = (...objects: Parameters<typeof read>[0]) => read([httpRoute({}), ...objects])[0];
  const unreadOf = (...objects: Parameters<typeof read>[0]) =>
    reading(...objects)?.unread.map(({ path }) => path.join('.'));

  test('a cookie without ttl is one that the application has to set', () => {
    const made = hashing({ type: 'Cookie', cookie: { name: 'key' } });
    expect(reading(made)?.affinity).toEqual(cookie);
    expect(unreadOf(made)).toEqual(['spec.loadBalancer.consistentHash.cookie']);
  });

  test('attributes in any case, and those that no affinity says', () => {
    const attributes = { path: '/a', samesite: 'strict', Priority: 'High', secure: '' };
    const made = hashing({ type: 'Cookie', cookie: { name: 'key', ttl: '1h', attributes } });
    expect(reading(made)?.affinity).toEqual({
      ...cookie,
      maxAgeSeconds: 3600,
      path: '/a',
      sameSite: 'Strict',
      secure: true,
    });
    expect(unreadOf(made)).toEqual(['spec.loadBalancer.consistentHash.cookie.attributes.Priority']);
  });

  test('the header of before 1.6 and the first of several', () => {
    expect(reading(hashing({ type: 'Header', header: { name: 'X-User' } }))?.affinity).toEqual({
      kind: 'header',
      name: 'x-user',
    });
    expect(unreadOf(hashing({ type: 'Headers', headers: [{ name: 'a' }, { name: 'b' }] }))).toEqual([
      'spec.loadBalancer.consistentHash.headers.1',
    ]);
  });

  test('a hash of something else keeps no client', () => {
    const made = hashing({ type: 'QueryParams', queryParams: [{ name: 'q' }] });
    expect(reading(made)?.affinity).toEqual({ kind: 'none' });
    expect(unreadOf(made)).toContain('spec.loadBalancer.consistentHash.type');
  });

  test('a policy of the Gateway counts where the route has none', () => {
    const gateway = object('gateway.networking.k8s.io/v1', 'Gateway', { gatewayClassName: 'eg', listeners: [] });
    const loadBalancer = { type: 'ConsistentHash', consistentHash: { type: 'SourceIP' } };
    expect(reading(gateway, policy({ loadBalancer }, 'Gateway'))?.affinity).toEqual({ kind: 'client-address' });
  });

  test("the route's session goes before the policy's hash, and has the path /", () => {
    const route = httpRoute({ sessionPersistence: { sessionName: 'key' } });
    const [found] = read([route, hashing({ type: 'SourceIP' })]);
    expect(found?.affinity).toEqual({ ...cookie, strength: 'pinned', path: '/' });
  });

  test('a session by header is not the same as a hash of one, and that is named', () => {
    const [found] = read([httpRoute({ sessionPersistence: { type: 'Header', sessionName: 'x-session' } })]);
    expect(found?.affinity).toEqual({ kind: 'header', name: 'x-session' });
    expect(found?.unread).toHaveLength(1);
  });

  test('other settings of the policy are named', () => {
    expect(unreadOf(policy({ retry: {}, loadBalancer: { type: 'RoundRobin' } }))).toEqual(['spec.retry']);
  });
});
