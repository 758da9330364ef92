import { describe, expect, test } from 'vitest';
import { requestHead } from '../../testing/request-head.ts';
import type { RequestHead } from '../proxy/route.ts';
import { isKnownVariable, variable } from './nginx-variables.ts';

function read(name: string, head: Partial<RequestHead> = {}, target = head.target ?? '/'): string | undefined {
  return variable(name, { head: requestHead(head), server: '*.info', target });
}

test.each<[name: string, head: Partial<RequestHead>, value: string | undefined]>([
  ['request_uri', { target: '/a%20b?c=d' }, '/a%20b?c=d'],
  ['uri', { target: '/a%20b//c/../d?e' }, '/a b/d'],
  ['args', { target: '/a?b=c&d' }, 'b=c&d'],
  ['query_string', { target: '/a' }, ''],
  ['is_args', { target: '/a?b' }, '?'],
  ['is_args', { target: '/a' }, ''],
  ['request_method', { method: 'POST' }, 'POST'],
  ['request', { target: '/a', version: '2' }, 'GET /a HTTP/2.0'],
  ['server_protocol', { version: '1.0' }, 'HTTP/1.0'],
  ['scheme', { scheme: 'https' }, 'https'],
  ['https', { scheme: 'https' }, 'on'],
  ['https', {}, ''],
  ['host', {}, 'sticky.info'],
  ['host', { host: '' }, '*.info'],
  ['server_name', {}, '*.info'],
  ['server_port', { localPort: 8080 }, '8080'],
  ['remote_addr', {}, '192.0.2.7'],
  ['remote_port', {}, '40000'],
  ['remote_user', { fields: [['Authorization', `Basic ${btoa('ann:secret')}`]] }, 'ann'],
  ['remote_user', { fields: [['Authorization', 'Bearer x']] }, undefined],
  ['content_type', { fields: [['Content-Type', 'text/plain']] }, 'text/plain'],
  ['content_length', { fields: [['Content-Length', '3']] }, '3'],
])('$%s', (name, head, value) => {
  expect(read(name, head)).toBe(value);
  expect(isKnownVariable(name)).toBe(true);
});

test('after a rewrite, $uri and $args are those of the pod, and $request_uri stays that of the client', () => {
  const head = { target: '/app/a?x=1' };
  expect(read('uri', head, '/a?y=2')).toBe('/a');
  expect(read('args', head, '/a?y=2')).toBe('y=2');
  expect(read('request_uri', head, '/a?y=2')).toBe('/app/a?x=1');
});

test('$binary_remote_addr is the address in 4 or 16 bytes', () => {
  const bytes = (address: string) =>
    Buffer.from(read('binary_remote_addr', { client: { address, port: 1 } }) ?? '', 'latin1').toString('hex');
  expect(bytes('192.0.2.7')).toBe('c0000207');
  expect(bytes('fd00::1')).toBe('fd000000000000000000000000000001');
  expect(bytes('::ffff:192.0.2.7')).toBe('00000000000000000000ffffc0000207');
  expect(bytes('::')).toBe('00'.repeat(16));
});

test('$http_NAME is the header in any case, with - for _; several are joined', () => {
  const fields = [
    ['X-User-Id', 'a'],
    ['x-user-id', 'b'],
  ] as const;
  expect(read('http_x_user_id', { fields })).toBe('a, b');
  expect(read('http_x_user', { fields })).toBeUndefined();
  expect(read('http_', { fields })).toBeUndefined();
});

test('$arg_NAME is the first of the name in any case, not decoded', () => {
  expect(read('arg_user', { target: '/?xuser=0&User=a%20b&user=c' })).toBe('a%20b');
  expect(read('arg_user', { target: '/?user' })).toBeUndefined();
  expect(read('arg_user', { target: '/?user=' })).toBe('');
});

describe('$cookie_NAME', () => {
  test.each([
    ['user=a; user=b', 'a'],
    ['USER=a', 'a'],
    ['other=1; user=a', 'a'],
    ['other=1, user=a; b=c', 'a'],
    ['xuser=1', undefined],
    ['user = a b ; c=d', 'a b '],
    ['user=', ''],
    // nginx steps over the separator behind a name without value, and so over the next cookie.
    ['user; user=a', undefined],
    ['user; x=1; user=a', 'a'],
  ])('of %j is %j', (cookie, value) => {
    expect(read('cookie_user', { fields: [['Cookie', cookie]] })).toBe(value);
  });

  test('of no cookie is undefined', () => {
    expect(read('cookie_user')).toBeUndefined();
  });
});

test.each(['request_body', 'time_local', '1', 'geoip_city', 'constructor'])('$%s is not known', (name) => {
  expect(isKnownVariable(name)).toBe(false);
  expect(read(name)).toBeUndefined();
});
