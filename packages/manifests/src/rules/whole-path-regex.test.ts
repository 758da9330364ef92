import { expect, test } from 'vitest';
import { forWholePath, fromWholePath } from './whole-path-regex.ts';

test.each([
  ['/v[0-9]', '/v[0-9].*'],
  ['/v[0-9]$', '/v[0-9]'],
  ['/price\\$', '/price\\$.*'],
  ['/a\\.', '/a\\..*'],
])('%s from the beginning is %s for the whole path, and back', (part, whole) => {
  expect(forWholePath(part)).toBe(whole);
  expect(fromWholePath(whole)).toBe(part);
});

test('what takes any end already stays as it is', () => {
  expect(forWholePath('/a.*')).toBe('/a.*');
});

test.each(['/v[0-9]', '/v[0-9]$', '/a.*', '/a/?$', '/(a|b)'])('%s takes the same paths in both forms', (part) => {
  for (const path of ['/v1', '/v1/x', '/a', '/a/', '/abc', '/b', '/']) {
    expect(new RegExp(`^(?:${forWholePath(part)})$`).test(path)).toBe(new RegExp(`^(?:${part})`).test(path));
  }
});
