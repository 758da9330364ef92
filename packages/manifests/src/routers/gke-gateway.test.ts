import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import { type Affinity, type CookieAffinity, routers } from '../index.ts';

const { render, read } = routers['gke-gateway'];
const cookie: CookieAffinity = { kind: 'cookie', name: 'GCLB', strength: 'hashed' };
const pinned: CookieAffinity = { kind: 'cookie', name: 'GSSA', strength: 'pinned' };
const policyOf = (affinity: Affinity) => render(SHOP, affinity).objects.at(-1);
const lossesOf = (affinity: Affinity) => render(SHOP, affinity).losses.map(({ field, instead }) => [field, instead]);

describe('render', () => {
  test('a hashed cookie is a policy of each Service', () => {
    expect(policyOf({ ...cookie, maxAgeSeconds: 3600 })).toEqual({
      apiVersion: 'networking.gke.io/v1',
      kind: 'GCPBackendPolicy',
      metadata: { name: 'shop', namespace: 'web' },
      spec: {
        targetRef: { group: '', kind: 'Service', name: 'shop' },
        default: { sessionAffinity: { type: 'GENERATED_COOKIE', cookieTtlSec: 3600 } },
      },
    });
  });

  test('a pinned cookie is a policy of its own', () => {
    expect(policyOf({ ...pinned, maxAgeSeconds: 3600 })).toMatchObject({
      kind: 'GCPSessionAffinityPolicy',
      spec: { statefulGeneratedCookie: { cookieTtlSeconds: 3600 } },
    });
  });

  test.each<[CookieAffinity, unknown[]]>([
    [cookie, []],
    [{ ...cookie, maxAgeSeconds: 1209600 }, []],
    [{ ...cookie, maxAgeSeconds: 1209601 }, [['maxAgeSeconds', 1209600]]],
    [pinned, [['maxAgeSeconds', 86400]]],
    [{ ...pinned, maxAgeSeconds: 86401 }, [['maxAgeSeconds', 86400]]],
    [
      { ...cookie, name: 'key', path: '/' },
      [
        ['path', undefined],
        ['name', 'GCLB'],
      ],
    ],
  ])('of %j is lost %j', (affinity, losses) => {
    expect(lossesOf(affinity)).toEqual(losses);
  });

  test('the address of a client is hashed', () => {
    expect(policyOf({ kind: 'client-address' })).toHaveProperty('spec.default.sessionAffinity', { type: 'CLIENT_IP' });
  });

  test('a header cannot be carried, an expression not routed', () => {
    expect(() => render(SHOP, { kind: 'header', name: 'x-user' })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity' }),
    );
    const rules = SHOP.rules.map((rule) => ({ ...rule, match: 'regex' as const }));
    expect(() => render({ ...SHOP, rules }, cookie)).toThrow(expect.objectContaining({ code: 'unsupported-routing' }));
  });
});

describe('read', () => {
  const policy = (kind: string, spec: object) =>
    object('networking.gke.io/v1', kind, { targetRef: { group: '', kind: 'Service', name: 'shop' }, ...spec });
  const hashed = (sessionAffinity: unknown, more = {}) =>
    policy('GCPBackendPolicy', { default: { sessionAffinity, ...more } });

  test('a ttl of 0 is for the browser session', () => {
    const [reading] = read([httpRoute({}), hashed({ type: 'GENERATED_COOKIE', cookieTtlSec: 0 })]);
    expect(reading).toMatchObject({ affinity: cookie, unread: [] });
  });

  test('what else the policy sets is named, and a type that no affinity says', () => {
    const [reading] = read([httpRoute({}), hashed({ type: 'HEADER_FIELD' }, { timeoutSec: 40 })]);
    expect(reading?.affinity).toEqual({ kind: 'none' });
    expect(reading?.unread.map(({ path }) => path.join('.'))).toEqual([
      'spec.default.timeoutSec',
      'spec.default.sessionAffinity.type',
    ]);
  });

  test('pinned goes before hashed', () => {
    const both = [
      hashed({ type: 'CLIENT_IP' }),
      policy('GCPSessionAffinityPolicy', { statefulGeneratedCookie: { cookieTtlSeconds: 50 } }),
    ];
    expect(read([httpRoute({}), ...both])[0]?.affinity).toEqual({ ...pinned, maxAgeSeconds: 50 });
  });

  test.each([undefined, null, 'CLIENT_IP', { type: 'NONE' }, { type: 7 }, []])('%j is none', (value) => {
    expect(read([httpRoute({}), hashed(value)])[0]?.affinity).toEqual({ kind: 'none' });
  });
});
