import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import { type Affinity, type KubernetesObject, routers } from '../index.ts';

const { render, read } = routers['gateway-api'];
const ruleOf = (affinity: Affinity) => render(SHOP, affinity).objects[1];
const fieldsOf = (affinity: Affinity) => render(SHOP, affinity).losses.map(({ field }) => field);
const affinityOf = (...objects: KubernetesObject[]) => read(objects)[0]?.affinity;
const unreadOf = (...objects: KubernetesObject[]) => read(objects)[0]?.unread.map(({ path }) => path.join('.'));

describe('render', () => {
  test('a cookie that lasts is Permanent, with its lifetime in hours', () => {
    expect(ruleOf({ kind: 'cookie', name: 'key', strength: 'pinned', maxAgeSeconds: 2 * 86400 })).toHaveProperty(
      'spec.rules.0.sessionPersistence',
      {
        type: 'Cookie',
        sessionName: 'key',
        absoluteTimeout: '48h',
        cookieConfig: { lifetimeType: 'Permanent' },
      },
    );
  });

  test('a cookie without lifetime ends with the browser session', () => {
    expect(ruleOf({ kind: 'cookie', name: 'key', strength: 'pinned' })).toHaveProperty(
      'spec.rules.0.sessionPersistence',
      { type: 'Cookie', sessionName: 'key', cookieConfig: { lifetimeType: 'Session' } },
    );
  });

  test('a header is one that clients send back, and the needs say so', () => {
    const { objects, needs } = render(SHOP, { kind: 'header', name: 'x-session' });
    expect(objects[1]).toHaveProperty('spec.rules.0.sessionPersistence', { type: 'Header', sessionName: 'x-session' });
    expect(needs).toContainEqual(expect.stringContaining('send back the value'));
  });

  test('what the field has no place for is lost, one by one', () => {
    const cookie = { kind: 'cookie', name: 'key', strength: 'hashed', path: '/', domain: 'shop.example' } as const;
    expect(fieldsOf({ ...cookie, secure: true, sameSite: 'Lax', changeOnFailure: true })).toEqual([
      'strength',
      'domain',
      'secure',
      'sameSite',
      'changeOnFailure',
      'path',
    ]);
    expect(fieldsOf({ kind: 'cookie', name: 'key', strength: 'pinned', maxAgeSeconds: 60 })).toEqual([]);
  });

  test('one cookie name for two Services of a host needs attention', () => {
    const rules = [...SHOP.rules, ...SHOP.rules.map((rule) => ({ ...rule, path: '/api', service: 'api' }))];
    const { needs } = render({ ...SHOP, rules }, { kind: 'cookie', name: 'key', strength: 'pinned' });
    expect(needs).toContainEqual(expect.stringContaining('overwrite each other'));
  });

  test('the address of a client cannot be carried, and the error says what can', () => {
    expect(() => render(SHOP, { kind: 'client-address' })).toThrow(
      expect.objectContaining({
        code: 'unsupported-affinity',
        message:
          'The Gateway API cannot stick by the address of a client: use a cookie, or a router that hashes, such as envoy-gateway.',
      }),
    );
  });
});

describe('read', () => {
  const persistent = (sessionPersistence: unknown) => httpRoute({ sessionPersistence });

  test('type and lifetime have defaults, and a name is made up', () => {
    const [reading] = read([persistent({})]);
    expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'session', strength: 'pinned' });
    expect(reading?.assumed.map(({ field }) => field)).toEqual(['name']);
  });

  test.each([
    [
      'a lifetime that is not told to the browser',
      { absoluteTimeout: '1h' },
      'spec.rules.0.sessionPersistence.absoluteTimeout',
    ],
    ['idleTimeout, which is gone', { idleTimeout: '1h' }, 'spec.rules.0.sessionPersistence.idleTimeout'],
    ['the coming shape, which is dropped', { cookie: { name: 'b' } }, 'spec.rules.0.sessionPersistence.cookie'],
    [
      'Permanent without a lifetime',
      { cookieConfig: { lifetimeType: 'Permanent' } },
      'spec.rules.0.sessionPersistence',
    ],
  ])('%s is named', (_, more, path) => {
    const route = persistent({ sessionName: 'key', ...more });
    expect(affinityOf(route)).toEqual({ kind: 'cookie', name: 'key', strength: 'pinned' });
    expect(unreadOf(route)).toEqual([path]);
  });

  test('days are no duration, and 400 days are the most', () => {
    const lasting = (absoluteTimeout: string) =>
      persistent({ sessionName: 'key', absoluteTimeout, cookieConfig: { lifetimeType: 'Permanent' } });
    expect(affinityOf(lasting('2d'))).toEqual({ kind: 'cookie', name: 'key', strength: 'pinned' });
    expect(unreadOf(lasting('2d'))).toEqual(['spec.rules.0.sessionPersistence.absoluteTimeout']);
    expect(affinityOf(lasting('99999h'))).toHaveProperty('maxAgeSeconds', 400 * 86400);
    expect(affinityOf(lasting('1h30m'))).toHaveProperty('maxAgeSeconds', 5400);
  });

  test.each(['Cookie', 3, ['x'], { type: 'Address' }, { sessionName: 5 }])('%j is none', (value) => {
    expect(affinityOf(persistent(value))).toEqual({ kind: 'none' });
    expect(unreadOf(persistent(value))).toEqual(['spec.rules.0.sessionPersistence']);
  });

  const policy = object('gateway.networking.x-k8s.io/v1alpha1', 'XBackendTrafficPolicy', {
    targetRefs: [{ group: '', kind: 'Service', name: 'shop' }],
    sessionPersistence: { sessionName: 'policy' },
  });

  test('a policy of the Service counts where the route says nothing', () => {
    const [reading] = read([httpRoute({}), policy]);
    expect(reading?.affinity).toHaveProperty('name', 'policy');
    expect(reading?.from).toContain(policy);
    expect(affinityOf(persistent({ sessionName: 'route' }), policy)).toHaveProperty('name', 'route');
  });

  test('rules with different sessions are different readings', () => {
    const other = { matches: [{ path: { value: '/static' } }] };
    const readings = read([httpRoute({ sessionPersistence: { sessionName: 'key' } }, other)]);
    expect(readings.map(({ affinity, routing }) => [affinity.kind, routing.rules[0]?.path])).toEqual([
      ['cookie', '/'],
      ['none', '/static'],
    ]);
  });
});
