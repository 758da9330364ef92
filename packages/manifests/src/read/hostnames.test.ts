import { expect, test } from 'vitest';
import { hostnamesMeet } from './hostnames.ts';

test.each([
  [undefined, 'a.example'],
  ['a.example', undefined],
  ['a.example', 'a.example'],
  ['*.example', 'a.example'],
  ['*.example', 'a.b.example'],
  ['a.example', '*.example'],
  ['*.example', '*.b.example'],
])('a listener of %s and a route of %s meet', (listener, route) => {
  expect(hostnamesMeet(listener, route)).toBe(true);
});

test.each([
  ['a.example', 'b.example'],
  ['*.example', 'example'],
  ['*.example', 'an-example'],
  ['*.a.example', '*.b.example'],
  ['a.example', 'a.example.org'],
])('a listener of %s and a route of %s do not', (listener, route) => {
  expect(hostnamesMeet(listener, route)).toBe(false);
});
