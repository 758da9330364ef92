import { expect, it } from 'vitest';
import { headerFlag, headerNameFlag } from './header-flag.ts';

const parse = headerFlag('--header');

it('gathers header fields', () => {
  expect(parse('Accept: text/html', parse('X-Tenant:blue'))).toEqual([
    ['X-Tenant', 'blue'],
    ['Accept', 'text/html'],
  ]);
  expect(parse('X-Empty:')).toEqual([['X-Empty', '']]);
  expect(headerNameFlag('--by-header')('X-User', ['x-tenant'])).toEqual(['x-tenant', 'X-User']);
});

it.each(['secret', ': secret', 'A B: secret', 'X-A: a\r\nX-B: secret'])(
  'refuses %j, and does not repeat it',
  (text) => {
    expect(() => parse(text)).toThrow(/^--header: write a header field as 'Name: value'$/);
  },
);

it.each([
  ['Authorization: Bearer secret', /--bearer or --basic/],
  ['PROXY-Authorization: Basic secret', /HTTPS_PROXY/],
  ['Host: sticky.info', /--host/],
])('sends whoever writes %j to the right flag', (text, says) => {
  expect(() => parse(text)).toThrow(says);
  expect(() => parse(text)).not.toThrow(/secret/);
});

it('refuses what names no field', () => {
  expect(() => headerNameFlag('--by-header')('X User')).toThrow('--by-header: "X User" is no name of a header field');
});
