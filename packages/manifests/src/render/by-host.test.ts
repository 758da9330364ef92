import { expect, test } from 'vitest';
import type { Rule } from '../index.ts';
import { byHost, tlsOf } from './by-host.ts';

const rule = (host?: string): Rule => ({
  path: '/',
  match: 'prefix',
  service: 'web',
  port: 80,
  ...(host !== undefined && { host }),
});

test('one host has the name of the routing', () => {
  expect(byHost({ name: 'shop', rules: [rule('a.example')], tls: [] }).map(({ name }) => name)).toEqual(['shop']);
});

test('no two hosts have one name', () => {
  const hosts = ['a.example', '*.a.example', 'wildcard.a.example', undefined];
  const names = byHost({ name: 'shop', rules: hosts.map(rule), tls: [] }).map(({ name }) => name);
  expect(names).toEqual(['shop-a.example', 'shop--a.example', 'shop-wildcard.a.example', 'shop']);
});

test('a host has its own TLS, else that of the wildcard above it, else that of all hosts', () => {
  const all = { secretName: 'all' };
  const wildcard = { host: '*.example', secretName: 'wildcard' };
  const own = { host: 'a.example', secretName: 'own' };
  expect(tlsOf([all, wildcard, own], 'a.example')).toBe(own);
  expect(tlsOf([all, wildcard, own], 'b.example')).toBe(wildcard);
  expect(tlsOf([all, wildcard, own], 'b.c.example')).toBe(all);
  expect(tlsOf([wildcard, own], 'other.test')).toBeUndefined();
  expect(tlsOf([wildcard], undefined)).toBeUndefined();
});
