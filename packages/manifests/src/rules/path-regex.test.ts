import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchOfRegex, regexOf } from './path-regex.ts';

const paths = fc
  .array(fc.string({ unit: fc.constantFrom(...'aB9._~-+()$'), minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => `/${parts.join('/')}`);

test.each([
  ['/shop', 'prefix', '/shop(/|$)'],
  ['/shop/', 'prefix', '/shop(/|$)'],
  ['/', 'prefix', '/'],
  ['/shop', 'exact', '/shop$'],
  ['/a.b', 'exact', '/a\\.b$'],
  ['/a|b', 'regex', '/a|b'],
] as const)('%s as %s is the regular expression %s', (path, match, regex) => {
  expect(regexOf({ path, match })).toBe(regex);
});

test('a prefix and an exact path come back, and match what they should', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom('prefix', 'exact'), (path, match) => {
      const regex = regexOf({ path, match });
      expect(matchOfRegex(regex)).toEqual({ path, match });
      const matches = (other: string) => new RegExp(`^${regex}`).test(other);
      expect([matches(path), matches(`${path}/x`), matches(`${path}x`)]).toEqual([true, match === 'prefix', false]);
    }),
  );
});

test.each(['/a|b', '/shop(/|$)(.*)', '/a.$', '/\\d+$', '(/|$)', '$', '/'])('%s stays a regular expression', (path) => {
  expect(matchOfRegex(path)).toEqual({ path, match: 'regex' });
});
