import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinities } from '../test/arbitraries.ts';
import { DEFAULT_AFFINITY, ManifestError, parseAffinity } from './index.ts';

function issuesOf(input: unknown) {
  try {
    parseAffinity(input);
  } catch (error) {
    if (error instanceof ManifestError && error.code === 'invalid-input') return error.issues;
    throw error;
  }
  return expect.unreachable('it was accepted');
}

describe('what is accepted', () => {
  test('the default', () => {
    expect(parseAffinity(DEFAULT_AFFINITY)).toEqual({
      kind: 'cookie',
      name: 'key',
      strength: 'hashed',
      maxAgeSeconds: 60,
    });
  });

  test('whatever fits the rules comes out as it went in', () => {
    fc.assert(
      fc.property(affinities, (input) => {
        expect(parseAffinity(input)).toEqual(input);
      }),
    );
  });

  test("a header's name in any case comes out in small letters", () => {
    expect(parseAffinity({ kind: 'header', name: 'X-User' })).toEqual({ kind: 'header', name: 'x-user' });
  });

  test('a field that is undefined counts as absent', () => {
    expect(Object.keys(parseAffinity({ kind: 'client-address', timeoutSeconds: undefined }))).toEqual(['kind']);
  });
});

describe('what is refused', () => {
  const cookie = { kind: 'cookie', name: 'key', strength: 'hashed' };

  test.each([
    [{ kind: 'cooky' }, 'kind', 'none, cookie, client-address, header'],
    [{}, 'kind', 'none, cookie, client-address, header'],
    [{ ...cookie, name: 'a b' }, 'name', 'cannot name a cookie'],
    [{ ...cookie, strength: 'soft' }, 'strength', 'hashed, pinned'],
    [{ ...cookie, maxAgeSeconds: 0 }, 'maxAgeSeconds', 'from 1 to 34560000'],
    [{ ...cookie, maxAgeSeconds: '60' }, 'maxAgeSeconds', 'give a number'],
    [{ ...cookie, path: 'a' }, 'path', 'start with "/"'],
    [{ ...cookie, path: '/a;b' }, 'path', 'letters, digits'],
    [{ ...cookie, domain: '.example.com' }, 'domain', 'leave it out'],
    [{ ...cookie, secure: 'true' }, 'secure', 'true or false'],
    [{ ...cookie, sameSite: 'lax' }, 'sameSite', 'None, Lax, Strict'],
    [{ ...cookie, timeoutSeconds: 5 }, 'timeoutSeconds', 'no such field'],
    [{ kind: 'client-address', timeoutSeconds: 86401 }, 'timeoutSeconds', 'from 1 to 86400'],
    [{ kind: 'header', name: 'a:b' }, 'name', 'cannot name a header'],
    [{ kind: 'none', name: 'key' }, 'name', 'no such field'],
  ])('%j, with what to do', (input, path, advice) => {
    const issues = issuesOf(input);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toEqual({ path, message: expect.stringContaining(advice) });
  });

  test('whatever is no affinity at all', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(issuesOf(input).length).toBeGreaterThan(0);
      }),
    );
  });
});
