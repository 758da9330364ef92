import { describe, expect, test } from 'vitest';
import { httpRoute, SHOP } from '../../test/gateway.ts';
import { routers } from '../index.ts';

const { render, read } = routers.cilium;

describe('render', () => {
  test('a cookie is for the browser session, whatever its lifetime was to be', () => {
    const { objects, losses } = render(SHOP, { kind: 'cookie', name: 'key', strength: 'hashed', maxAgeSeconds: 60 });
    expect(objects[0]).toHaveProperty('spec.gatewayClassName', 'cilium');
    expect(objects[1]).toHaveProperty('spec.rules.0.sessionPersistence', {
      type: 'Cookie',
      sessionName: 'key',
      cookieConfig: { lifetimeType: 'Session' },
    });
    expect(losses.map(({ field, instead }) => [field, instead])).toEqual([
      ['strength', 'pinned'],
      ['secure', true],
      ['sameSite', 'Strict'],
      ['maxAgeSeconds', undefined],
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
  test('Secure and SameSite=Strict are always there', () => {
    const [reading] = read([httpRoute({ sessionPersistence: { sessionName: 'key' } })]);
    expect(reading).toMatchObject({
      affinity: { kind: 'cookie', name: 'key', strength: 'pinned', secure: true, sameSite: 'Strict' },
      unread: [],
    });
  });

  test.each([
    { type: 'Header', sessionName: 'x' },
    { sessionName: 'key', absoluteTimeout: '1h', cookieConfig: { lifetimeType: 'Permanent' } },
  ])('%j makes it refuse the route', (sessionPersistence) => {
    const [reading] = read([httpRoute({ sessionPersistence })]);
    expect(reading?.affinity).toEqual({ kind: 'none' });
    expect(reading?.unread.map(({ path }) => path.join('.'))).toEqual(['spec.rules.0.sessionPersistence']);
  });
});
