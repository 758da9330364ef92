import { expect, test } from 'vitest';
import { httpRoute, SHOP } from '../../test/gateway.ts';
import { routers } from '../index.ts';

const { render, read } = routers['gateway-api-next'];

test('a cookie has its name, path and lifetime in one place', () => {
  const affinity = { kind: 'cookie', name: 'key', strength: 'pinned', path: '/shop', maxAgeSeconds: 60 } as const;
  const { objects, losses } = render(SHOP, affinity);
  expect(objects[1]).toHaveProperty('spec.rules.0.sessionPersistence', {
    type: 'Cookie',
    absoluteTimeout: '1m',
    cookie: { name: 'key', path: '/shop', lifetimeType: 'Permanent' },
  });
  expect(losses).toEqual([]);
});

test('a header has its name', () => {
  const { objects } = render(SHOP, { kind: 'header', name: 'x-session' });
  expect(objects[1]).toHaveProperty('spec.rules.0.sessionPersistence', {
    type: 'Header',
    header: { name: 'x-session' },
  });
});

test('what a live route says is read, the path that the server fills in too', () => {
  const cookie = { name: 'key', path: '/', lifetimeType: 'Session' };
  const [reading] = read([httpRoute({ sessionPersistence: { type: 'Cookie', cookie } })]);
  expect(reading).toMatchObject({
    affinity: { kind: 'cookie', name: 'key', strength: 'pinned', path: '/' },
    assumed: [],
    unread: [],
  });
});

test('the fields of before are dropped, and named', () => {
  const [reading] = read([httpRoute({ sessionPersistence: { sessionName: 'key', cookieConfig: {} } })]);
  expect(reading?.affinity).toHaveProperty('name', 'session');
  expect(reading?.unread.map(({ path }) => path.at(-1))).toEqual(['sessionName', 'cookieConfig']);
});

test('the address of a client cannot be carried', () => {
  expect(() => render(SHOP, { kind: 'client-address' })).toThrow(
    expect.objectContaining({ code: 'unsupported-affinity' }),
  );
});
