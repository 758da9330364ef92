import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCookie } from './cookie.ts';

const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' } };
const said = (field: string, value: unknown) => ({ [field]: { value, path: ['spec', field] } });
const cookieOf = (field: string, value: unknown) => readCookie(object, 'pinned', said(field, value), 'key').cookie;
const unreadOf = (field: string, value: unknown) => readCookie(object, 'pinned', said(field, value), 'key').unread;

describe('what a document may say', () => {
  test.each<[string, unknown, unknown]>([
    ['name', 'a/b:c', 'a/b:c'],
    ['maxAgeSeconds', '60', 60],
    ['maxAgeSeconds', 60, 60],
    ['path', '/a', '/a'],
    ['domain', '.shop.example', 'shop.example'],
    ['secure', 'true', true],
    ['secure', false, false],
    ['sameSite', 'lax', 'Lax'],
    ['sameSite', 'NONE', 'None'],
  ])('%s %j', (field, value, expected) => {
    expect(cookieOf(field, value)).toHaveProperty(field, expected);
    expect(unreadOf(field, value)).toEqual([]);
  });
});

describe('what no cookie can have is left out, and named with its place', () => {
  test.each<[string, unknown]>([
    ['name', 'a;b'],
    ['name', ''],
    ['maxAgeSeconds', 0],
    ['maxAgeSeconds', '1h'],
    ['maxAgeSeconds', 1e12],
    ['path', 'shop'],
    ['domain', 'a b'],
    ['secure', 'yes'],
    ['sameSite', 'sometimes'],
    ['sameSite', { a: 1 }],
  ])('%s %j', (field, value) => {
    expect(cookieOf(field, value)).toEqual({ kind: 'cookie', name: 'key', strength: 'pinned' });
    expect(unreadOf(field, value)).toEqual([
      { object, path: ['spec', field], reason: expect.stringMatching(/^("|This).*[^.]\.$/) },
    ]);
  });
});

test('a field that is not said is not there, and needs no word', () => {
  expect(readCookie(object, 'hashed', { name: { value: undefined, path: [] } }, 'key')).toEqual({
    cookie: { kind: 'cookie', name: 'key', strength: 'hashed' },
    unread: [],
  });
});

test('whatever the value, each reason is one line', () => {
  const fields = fc.constantFrom('name', 'maxAgeSeconds', 'path', 'domain', 'secure', 'sameSite', 'changeOnFailure');
  fc.assert(
    fc.property(fields, fc.oneof(fc.string(), fc.anything()), (field, value) => {
      for (const { reason } of unreadOf(field, value)) expect(reason).toMatch(/^[^\n\r]+$/);
      expect(cookieOf(field, value).name).not.toBe('');
    }),
  );
});
