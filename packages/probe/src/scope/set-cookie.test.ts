import fc from 'fast-check';
import { Cookie } from 'tough-cookie';
import { describe, expect, test } from 'vitest';
import { parseSetCookie } from './set-cookie.ts';

const plain = { secure: false, httpOnly: false };

describe('a Set-Cookie field', () => {
  test.for<[field: string, cookie: object | undefined]>([
    ['key=1', { name: 'key', value: '1', ...plain }],
    [' key \t= a b ; ', { name: 'key', value: 'a b', ...plain }],
    ['key=a=b', { name: 'key', value: 'a=b', ...plain }],
    ['key=', { name: 'key', value: '', ...plain }],
    ['just-a-value', { name: '', value: 'just-a-value', ...plain }],
    ['=a=b', { name: '', value: 'a=b', ...plain }],
    ['key="1;2"', { name: 'key', value: '"1', ...plain }],
    ['', undefined],
    ['=', undefined],
    ['; Path=/', undefined],
    ['key=1\u0000', undefined],
    ['key=1; Path=/\u007f', undefined],
    ['key=1\t; Secure\t', { name: 'key', value: '1', secure: true, httpOnly: false }],
  ])('%j', ([field, cookie]) => {
    expect(parseSetCookie(field)).toEqual(cookie);
  });

  test.for<[attributes: string, read: object]>([
    ['PATH=/a; path=/b', { path: '/b' }],
    ['Path=/a; Path=b', {}],
    ['Domain=.Sticky.Info', { domain: 'sticky.info' }],
    ['Domain=a.b; Domain=', {}],
    ['Max-Age=60; Max-Age=x', { maxAgeSeconds: 60 }],
    ['Max-Age=-1', { maxAgeSeconds: -1 }],
    ['Max-Age=1.5', {}],
    ['Max-Age=+1', {}],
    [`Max-Age=${'9'.repeat(400)}`, { maxAgeSeconds: Number.MAX_SAFE_INTEGER }],
    ['Expires=Thu, 01 Jan 2026 00:00:00 GMT', { expires: '2026-01-01T00:00:00.000Z' }],
    ['Expires=soon', {}],
    ['SameSite=STRICT', { sameSite: 'Strict' }],
    ['SameSite=None; SameSite=maybe', {}],
    ['Partitioned; Secure; HttpOnly', { partitioned: true, secure: true, httpOnly: true }],
    [`Path=/${'a'.repeat(1024)}`, {}],
    [`Path=/${'a'.repeat(1023)}`, { path: `/${'a'.repeat(1023)}` }],
    ['Priority=High; Unknown', {}],
  ])('with %s', ([attributes, read]) => {
    expect(parseSetCookie(`key=1; ${attributes}`)).toEqual({ name: 'key', value: '1', ...plain, ...read });
  });

  test('is read as tough-cookie reads it, where RFC 6265 and its successor agree', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_.|~-]{1,12}$/);
    const attribute = fc.oneof(
      fc.constantFrom('Secure', 'HttpOnly', 'Path=/', 'Path=/a/b', 'Path=x', 'SameSite=lax', 'SameSite=None'),
      fc.constantFrom('Max-Age=60', 'Max-Age=-5', 'Max-Age=x', 'Domain=a.example', 'Domain=.b.example', ''),
      fc.constantFrom('Expires=Thu, 01 Jan 2026 00:00:00 GMT', 'Expires=never', 'Other=1'),
    );
    fc.assert(
      fc.property(
        word,
        word,
        fc.uniqueArray(attribute, { selector: (one) => one.split('=')[0] }),
        (name, value, all) => {
          const field = [`${name}=${value}`, ...all].join('; ');
          const [mine, theirs] = [parseSetCookie(field), Cookie.parse(field)];
          expect(mine).toMatchObject({ name: theirs?.key, value: theirs?.value, secure: theirs?.secure });
          expect([
            mine?.path,
            mine?.domain,
            mine?.maxAgeSeconds,
            mine?.sameSite?.toLowerCase(),
            mine?.httpOnly,
          ]).toEqual([
            theirs?.path ?? undefined,
            theirs?.domain ?? undefined,
            theirs?.maxAge ?? undefined,
            theirs?.sameSite,
            theirs?.httpOnly,
          ]);
        },
      ),
    );
  });

  test('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (field) => void parseSetCookie(field)));
  });
});
