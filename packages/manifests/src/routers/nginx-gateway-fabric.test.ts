import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import { type Affinity, routers } from '../index.ts';

const { render, read } = routers['nginx-gateway-fabric'];
const policyOf = (affinity: Affinity) => render(SHOP, affinity).objects.at(-1);

describe('render', () => {
  test('the address of a client is hashed by a policy of the Service', () => {
    expect(policyOf({ kind: 'client-address' })).toEqual({
      apiVersion: 'gateway.nginx.org/v1alpha1',
      kind: 'UpstreamSettingsPolicy',
      metadata: { name: 'shop', namespace: 'web' },
      spec: { targetRefs: [{ group: '', kind: 'Service', name: 'shop' }], loadBalancingMethod: 'ip_hash' },
    });
  });

  test('a header is hashed consistently, by the name that nginx has for it', () => {
    expect(policyOf({ kind: 'header', name: 'x-user' })).toHaveProperty('spec', {
      targetRefs: [{ group: '', kind: 'Service', name: 'shop' }],
      loadBalancingMethod: 'hash consistent',
      hashMethodKey: '$http_x_user',
    });
  });

  test.each(['x-user2', 'x_user', 'x.user'])('the header %s is none that the CRD takes', (name) => {
    expect(() => render(SHOP, { kind: 'header', name })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity' }),
    );
  });

  test('a cookie is of the route, needs NGINX Plus, and names its pod', () => {
    const affinity = {
      kind: 'cookie',
      name: 'key',
      strength: 'hashed',
      path: '/',
      secure: true,
      sameSite: 'Lax',
    } as const;
    const { objects, losses, needs } = render(SHOP, affinity);
    expect(objects[1]).toHaveProperty('spec.rules.0.sessionPersistence.sessionName', 'key');
    expect(losses.map(({ field, instead }) => [field, instead])).toEqual([
      ['strength', 'pinned'],
      ['secure', undefined],
      ['sameSite', undefined],
      ['path', undefined],
    ]);
    expect(needs).toContain('NGINX Plus.');
    expect(needs?.filter((need) => need.includes('HTTPS'))).toEqual([]);
  });
});

describe('read', () => {
  const policy = (spec: object) =>
    object('gateway.nginx.org/v1alpha1', 'UpstreamSettingsPolicy', {
      targetRefs: [{ group: 'core', kind: 'Service', name: 'shop' }],
      ...spec,
    });
  const reading = (spec: object) => read([httpRoute({}), policy(spec)])[0];

  test.each([
    ['$remote_addr', { kind: 'client-address' }],
    ['$http_x_user', { kind: 'header', name: 'x-user' }],
    ['$cookie_key', { kind: 'cookie', name: 'key', strength: 'hashed' }],
    ['$request_uri', { kind: 'none' }],
  ])('the key %s', (hashMethodKey, affinity) => {
    expect(reading({ loadBalancingMethod: 'hash', hashMethodKey })?.affinity).toEqual(affinity);
  });

  test.each(['$cookie_key', '$request_uri'])('%s is named for what it does not do', (hashMethodKey) => {
    const unread = reading({ loadBalancingMethod: 'hash', hashMethodKey })?.unread;
    expect(unread?.map(({ path }) => path.join('.'))).toEqual(['spec.hashMethodKey']);
  });

  test('other methods and settings', () => {
    const found = reading({ loadBalancingMethod: 'least_conn', zoneSize: '1m' });
    expect(found?.affinity).toEqual({ kind: 'none' });
    expect(found?.unread.map(({ path }) => path.join('.'))).toEqual(['spec.zoneSize']);
  });

  test('type Header is ignored, and a cookie has nothing but what the route says', () => {
    expect(read([httpRoute({ sessionPersistence: { type: 'Header', sessionName: 'x' } })])[0]).toMatchObject({
      affinity: { kind: 'none' },
      unread: [{ path: ['spec', 'rules', 0, 'sessionPersistence'] }],
    });
    const affinity = { kind: 'cookie', name: 'key', strength: 'pinned' };
    expect(read([httpRoute({ sessionPersistence: { sessionName: 'key' } })])[0]?.affinity).toEqual(affinity);
  });
});
