import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PatternError } from '../linear-pattern.ts';
import { pathPattern } from './path-pattern.ts';

describe('a path of an Ingress as a regular expression', () => {
  test.each<[path: string, uri: string, groups: readonly string[] | undefined]>([
    ['/foo', '/FOObar', ['/FOO']],
    ['/foo', '/x/foo', undefined],
    ['/foo(/|$)(.*)', '/foo/a/b', ['/foo/a/b', '/', 'a/b']],
    ['/foo(/|$)(.*)', '/foo', ['/foo', '', '']],
    ['/foo(/|$)(.*)', '/foobar', undefined],
    ['/a.c', '/abc', ['/abc']],
    ['/ab?', '/a', ['/a']],
    ['/ab*c', '/ac', ['/ac']],
    ['/(?:a)(b)?', '/a', ['/a', '']],
    // The anchor is of the first alternative alone, as in nginx.
    ['/a|/b', '/x/b', ['/b']],
    ['/[a-c]{2}$', '/ab', ['/ab']],
    ['/\\d+', '/12', ['/12']],
  ])('%s finds in %s %j', (path, uri, groups) => {
    const pattern = pathPattern(path);
    expect(pattern.matches(uri)).toBe(groups !== undefined);
    if (groups !== undefined) expect(pattern.groups(uri)).toEqual(groups);
  });

  test.each(['/(a', '/a(?=b)', '/(?<!a)b', '/(a)\\1', '/a++', '/(?>a)', '/[z-a]', '/a{2000}', `/${'a'.repeat(1_100)}`])(
    'that RE2 does not have is refused: %s',
    (path) => {
      expect(() => pathPattern(`${path}.*`)).toThrow(PatternError);
    },
  );

  test.each(['(.{0,999}x)?', '(?:\\d{999}|a){1,}', 'a{1000}'])(
    'that repeats %s many times is refused at once',
    (part) => {
      const begun = performance.now();
      expect(() => pathPattern(`/${part.repeat(50)}`)).toThrow(PatternError);
      expect(performance.now() - begun).toBeLessThan(200);
    },
  );

  test('whatever it is, it is refused or matched, and soon', () => {
    const pieces = fc.constantFrom(
      'a',
      '.',
      '*',
      '+',
      '?',
      '(',
      ')',
      '|',
      '[',
      ']',
      '{9}',
      '{1,99}',
      '^',
      '$',
      '\\',
      '/',
      'b',
    );
    const patterns = fc.array(pieces, { maxLength: 40 }).map((parts) => `/${parts.join('')}`);
    const uri = `/${'ab'.repeat(4_000)}!`;
    fc.assert(
      fc.property(patterns, (path) => {
        const begun = performance.now();
        try {
          const pattern = pathPattern(path);
          pattern.matches(uri);
          pattern.groups(uri);
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
        expect(performance.now() - begun).toBeLessThan(2_000);
      }),
    );
  });
});
