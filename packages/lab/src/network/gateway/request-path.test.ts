import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestPath } from './request-path.ts';

test.each([
  ['/a/b', '/a/b', ''],
  ['/a/../b?x=/../y', '/b', '?x=/../y'],
  ['/a/./b/..', '/a/', ''],
  ['/../../a', '/a', ''],
  ['/..', '/', ''],
  ['/%2e%2e/%61%2Fb', '/a%2Fb', ''],
  ['/a%2fb', '/a%2Fb', ''],
  ['/a//b', '/a//b', ''],
  ['/.a/..b', '/.a/..b', ''],
  ['*', '*', ''],
])('%s is the path %s and the query "%s"', (target, path, query) => {
  expect(requestPath(target)).toEqual({ path, query });
});

test('no path leads out of itself, and one that is normal stays as it is', () => {
  const part = fc.constantFrom('.', '..', '', 'a', '%2e', '%2E.', '%41', '...', '%');
  const target = fc.array(part, { minLength: 1 }).map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(target, (text) => {
      const { path } = requestPath(text);
      expect(path.startsWith('/')).toBe(true);
      expect(path.split('/')).not.toContain('..');
      expect(path.split('/')).not.toContain('.');
      expect(requestPath(path).path).toBe(path);
    }),
  );
});
