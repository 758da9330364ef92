import { expect, test } from 'vitest';
import { bytesOf, escapeUri, parseUri } from './uri.ts';

test.each([
  ['/a?b=/c', '/a', '?b=/c'],
  ['/a?', '/a', ''],
  ['/a#b?c', '/a', ''],
  ['/a?b#c', '/a', '?b'],
  ['/a//b', '/a/b', ''],
  ['/a/./b', '/a/b', ''],
  ['/a/../b', '/b', ''],
  ['/a/b/..', '/a/', ''],
  ['/a/', '/a/', ''],
  ['/', '/', ''],
  ['/%61dmin', '/admin', ''],
  ['/a%2F..%2Fadmin', '/admin', ''],
  ['/a%3Fb', '/a?b', ''],
  ['/%25%36%31', '/%61', ''],
  // Bytes, not characters: what is no UTF-8 is a path, too.
  ['/%ff%C3%A9', '/\xff\xc3\xa9', ''],
  ['/.a/..b', '/.a/..b', ''],
])('%s is the path %j', (target, path, query) => {
  expect(parseUri(target)).toEqual({ path, query });
});

test.each(['/../etc', '/a/../../b', '/%2e%2e/', '/%', '/%4', '/%zz', '/%00', '*', 'a', ''])(
  '%s is refused',
  (target) => {
    expect(parseUri(target)).toBeUndefined();
  },
);

test('a path is escaped as nginx does for a pod', () => {
  expect(escapeUri(`/a b"#%<>?\\^\`{|}\x7f${bytesOf('é')}~!$&'()*+,;=:@[]`)).toBe(
    "/a%20b%22%23%25%3C%3E%3F%5C%5E%60%7B%7C%7D%7F%C3%A9~!$&'()*+,;=:@[]",
  );
});
