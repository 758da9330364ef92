import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bySpecificity, covers, intersection, sharedHostnames } from './hostnames.ts';

const label = fc.constantFrom('a', 'b', 'ab');
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const hostname = fc.oneof(
  fc.constant(undefined),
  host,
  host.map((name) => `*.${name}`),
);

test('what two hostnames have in common are exactly the hosts that both have', () => {
  fc.assert(
    fc.property(hostname, hostname, host, (one, other, asked) => {
      const both = covers(one, asked) && covers(other, asked);
      const shared = intersection(one, other);
      const isNothing = shared === undefined && one !== undefined && other !== undefined;
      expect(!isNothing && covers(shared, asked)).toBe(both);
    }),
  );
});

test.each([
  ['test.example.com', ['test.example.com', 'test.example.net'], ['test.example.com']],
  [
    '*.example.com',
    ['*.example.com', 'test.example.com', 'foo.test.example.com'],
    ['*.example.com', 'test.example.com', 'foo.test.example.com'],
  ],
  ['*.example.com', ['example.com', 'test.example.net'], undefined],
  ['test.example.com', ['*.example.com'], ['test.example.com']],
  [undefined, ['a.b'], ['a.b']],
  ['a.b', [], ['a.b']],
])('a listener for %s and a route for %j share %j (HTTPRoute.spec.hostnames)', (listener, route, shared) => {
  expect(sharedHostnames(listener, route)).toEqual(shared);
});

test('exact goes before wildcard before any, and the longer before the shorter', () => {
  const names = [undefined, '*.b', 'a.b', '*.a.b', 'c.a.b'];

  expect(names.toSorted(bySpecificity)).toEqual(['c.a.b', 'a.b', '*.a.b', '*.b', undefined]);
});
