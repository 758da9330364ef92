import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import { type Affinity, type CookieAffinity, routers } from '../index.ts';

const { render, read } = routers.kgateway;
const cookie: CookieAffinity = { kind: 'cookie', name: 'key', strength: 'hashed' };
const policyOf = (affinity: Affinity) => render(SHOP, affinity).objects.at(-1);

describe('render', () => {
  test('a hashed cookie is a policy of the Service', () => {
    const affinity = { ...cookie, maxAgeSeconds: 3600, path: '/', secure: false, sameSite: 'None' } as const;
    expect(policyOf(affinity)).toEqual({
      apiVersion: 'gateway.kgateway.dev/v1alpha1',
      kind: 'BackendConfigPolicy',
      metadata: { name: 'shop', namespace: 'web' },
      spec: {
        targetRefs: [{ group: '', kind: 'Service', name: 'shop' }],
        loadBalancer: {
          ringHash: {
            hashPolicies: [
              { cookie: { name: 'key', ttl: '1h', httpOnly: true, path: '/', secure: false, sameSite: 'None' } },
            ],
          },
        },
      },
    });
    expect(render(SHOP, affinity).losses).toEqual([]);
  });

  test.each<[Affinity, object]>([
    [{ kind: 'client-address' }, { sourceIP: {} }],
    [{ kind: 'header', name: 'x-user' }, { header: { name: 'x-user' } }],
  ])('%j is hashed', (affinity, policy) => {
    expect(policyOf(affinity)).toHaveProperty('spec.loadBalancer.ringHash.hashPolicies', [policy]);
  });

  test('a pinned cookie is of the route, and a domain is lost by either', () => {
    expect(policyOf({ ...cookie, strength: 'pinned' })).toHaveProperty(
      'spec.rules.0.sessionPersistence.sessionName',
      'key',
    );
    for (const strength of ['hashed', 'pinned'] as const) {
      const { losses } = render(SHOP, { ...cookie, strength, path: '/', domain: 'shop.example' });
      expect(losses.map(({ field }) => field)).toEqual(['domain']);
    }
  });

  test('a policy has 16 targets at most', () => {
    const rules = Array.from({ length: 17 }, (_, at) => ({
      ...SHOP.rules,
      path: `/${at}`,
      service: `s-${at}`,
      port: 80,
      match: 'prefix' as const,
    }));
    const { objects } = render({ ...SHOP, rules }, { kind: 'client-address' });
    const policies = objects.filter(({ kind }) => kind === 'BackendConfigPolicy');
    expect(policies.map(({ metadata: { name } }) => name)).toEqual(['shop', 'shop-2']);
  });
});

describe('read', () => {
  const policy = (loadBalancer: object) =>
    object('gateway.kgateway.dev/v1alpha1', 'BackendConfigPolicy', {
      targetRefs: [{ group: '', kind: 'Service', name: 'shop' }],
      loadBalancer,
    });
  const reading = (loadBalancer: object) => read([httpRoute({}), policy(loadBalancer)])[0];
  const unreadOf = (loadBalancer: object) => reading(loadBalancer)?.unread.map(({ path }) => path.join('.'));

  test('maglev hashes too, and the first of several policies counts', () => {
    const maglev = { hashPolicies: [{ sourceIP: {} }, { header: { name: 'x' } }] };
    expect(reading({ maglev })?.affinity).toEqual({ kind: 'client-address' });
    expect(unreadOf({ maglev })).toEqual(['spec.loadBalancer.maglev.hashPolicies.1']);
  });

  test('a cookie that scripts can read is named', () => {
    const ringHash = { hashPolicies: [{ cookie: { name: 'key', ttl: '0s', httpOnly: false } }] };
    expect(reading({ ringHash })?.affinity).toEqual(cookie);
    expect(unreadOf({ ringHash })).toEqual(['spec.loadBalancer.ringHash.hashPolicies.0.cookie.httpOnly']);
  });

  test('a cookie without ttl is one that the application has to set', () => {
    const ringHash = { hashPolicies: [{ cookie: { name: 'key' } }] };
    expect(unreadOf({ ringHash })).toEqual(['spec.loadBalancer.ringHash.hashPolicies.0.cookie']);
  });

  test.each([{ roundRobin: {} }, { ringHash: {} }, { ringHash: { hashPolicies: ['x'] } }, {}])(
    '%j is none',
    (balancer) => {
      expect(reading(balancer)?.affinity).toEqual({ kind: 'none' });
    },
  );

  test('a session without a name is called sessionPersistence', () => {
    const [found] = read([httpRoute({ sessionPersistence: {} })]);
    expect(found?.affinity).toEqual({ ...cookie, name: 'sessionPersistence', strength: 'pinned', path: '/' });
    expect(found?.assumed).toEqual([expect.objectContaining({ field: 'name', instead: 'sessionPersistence' })]);
  });
});
