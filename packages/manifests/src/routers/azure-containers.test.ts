import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import { routers } from '../index.ts';

const { render, read } = routers['azure-containers'];

describe('render', () => {
  test('a cookie is a policy of each route', () => {
    const { objects, losses } = render(SHOP, {
      kind: 'cookie',
      name: 'nomnom',
      strength: 'hashed',
      maxAgeSeconds: 3600,
    });
    expect(objects.at(-1)).toEqual({
      apiVersion: 'alb.networking.azure.io/v1',
      kind: 'RoutePolicy',
      metadata: { name: 'shop', namespace: 'web' },
      spec: {
        targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'shop' },
        default: {
          sessionAffinity: { affinityType: 'application-cookie', cookieName: 'nomnom', cookieDuration: '1h' },
        },
      },
    });
    expect(losses).toEqual([]);
  });

  test('a cookie without lifetime gets a day', () => {
    const { losses } = render(SHOP, { kind: 'cookie', name: 'key', strength: 'pinned' });
    expect(losses.map(({ field, instead }) => [field, instead])).toEqual([
      ['strength', 'hashed'],
      ['maxAgeSeconds', 86400],
    ]);
  });

  test.each([{ kind: 'client-address' }, { kind: 'header', name: 'x-user' }] as const)(
    'a $kind cannot be carried',
    (affinity) => {
      expect(() => render(SHOP, affinity)).toThrow(expect.objectContaining({ code: 'unsupported-affinity' }));
    },
  );
});

describe('read', () => {
  const policy = (sessionAffinity: unknown) =>
    object('alb.networking.azure.io/v1', 'RoutePolicy', {
      targetRef: { group: '', kind: 'HTTPRoute', name: 'shop' },
      default: { sessionAffinity },
    });
  const reading = (sessionAffinity: unknown) => read([httpRoute({}), policy(sessionAffinity)])[0];

  test('a managed cookie has a name and an age of its own', () => {
    expect(reading({ affinityType: 'managed-cookie' })).toMatchObject({
      affinity: { kind: 'cookie', name: 'AGCAffinity', strength: 'hashed', maxAgeSeconds: 86400 },
      unread: [],
    });
  });

  test('the duration as the documents write it', () => {
    const said = { affinityType: 'application-cookie', cookieName: 'nomnom', cookieDuration: '3600s' };
    expect(reading(said)?.affinity).toEqual({
      kind: 'cookie',
      name: 'nomnom',
      strength: 'hashed',
      maxAgeSeconds: 3600,
    });
  });

  test.each([{ affinityType: 'application-cookie', cookieName: 'a b' }, 'managed-cookie', { affinityType: 'x' }, null])(
    'of %j what is wrong is named',
    (said) => {
      expect(reading(said)?.unread).toHaveLength(1);
    },
  );
});
