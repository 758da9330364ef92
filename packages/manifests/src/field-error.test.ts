import { describe, expect, test } from 'vitest';
import { type Field, fieldError } from './index.ts';

const accepted: Record<Field, readonly string[]> = {
  name: ['a', 'sticky-d', 'a1', `a${'b'.repeat(62)}`],
  image: [
    'nginx',
    'mopckou/sticky-session:0.0.5',
    'localhost:5000/a/b__c',
    'registry.example.com/team/app:v1.2',
    `a@sha256:${'0'.repeat(64)}`,
    `[::1]:5000/a:1@sha512:${'f'.repeat(128)}`,
  ],
  replicas: ['0', '2', '1000'],
  port: ['1', '8080', '65535'],
  host: ['sticky.info', 'localhost', '1.example', 'xn--bcher-kva.example', `${'a'.repeat(63)}.b`],
  path: ['/', '/a', '/a/b.c_d~e-f/', '/..a', '/a.'],
  healthPath: ['/', '/healthz?full=1', '/%20'],
  cookieName: ['key', '__Host-a.b~c', 'a'.repeat(128)],
  duration: ['1', '60', '60s', '5m', '1h30m', '2d', '400d', '34560000'],
  cookiePath: ['/', '/cart', '/a/b?c=d&e'],
  headerName: ['X-User', 'x_user', 'a!b'],
};

/** Text to type, and a part of the answer that says what to do. */
const refused: Record<Field, readonly (readonly [text: string, advice: string])[]> = {
  name: [
    ['', 'starting with a letter'],
    ['Sticky', 'a-z'],
    ['1a', 'starting with a letter'],
    ['a-', 'not ending with "-"'],
    ['a.b', 'a-z, 0-9 and "-"'],
    [`a${'b'.repeat(63)}`, 'at most 63'],
    ['a\n', 'a-z'],
  ],
  image: [
    ['', 'registry'],
    ['https://registry.example.com/a', 'is a URL'],
    ['a b', '[registry/]name[:tag]'],
    ['a:', '[registry/]name[:tag]'],
    ['a/B', 'small letters'],
    ['-a', 'name'],
    ['a@sha256:123', 'name'],
    ['a'.repeat(256), 'name'],
    [`a:${'b'.repeat(129)}`, 'name'],
    [`a${'-'.repeat(5000)}`, 'name'],
  ],
  replicas: [
    ['', 'from 0 to 1000'],
    ['-1', 'from 0 to 1000'],
    ['1001', 'not 1001'],
    ['1.5', 'whole number'],
    ['two', 'whole number'],
    ['1e3', 'whole number'],
    ['99999999999999999999', 'from 0 to 1000'],
  ],
  port: [
    ['0', 'from 1 to 65535'],
    ['65536', 'from 1 to 65535'],
    ['http', 'whole number'],
    [' 80', 'whole number'],
  ],
  host: [
    ['', 'is not a host'],
    ['http://sticky.info', 'is a URL'],
    ['sticky.info:80', 'without port'],
    ['sticky.info/', 'without port or path'],
    ['*.sticky.info', 'stands for many hosts'],
    ['10.0.0.1', 'is an address'],
    ['::1', 'is an address'],
    ['1.2.3', 'is not a host'],
    ['0x7f.1', 'is not a host'],
    ['cafe:8080', 'without port'],
    ['[::1]', 'is an address'],
    ['a..b', 'dots between'],
    ['Sticky.info', 'a-z'],
    [`${'a'.repeat(64)}.b`, 'is not a host'],
    [`${'a.'.repeat(127)}ab`, 'at most 253'],
  ],
  path: [
    ['', 'start it with "/"'],
    ['a', 'start it with "/"'],
    ['//', 'single slashes'],
    ['/../a', '"." and ".."'],
    ['/a/.', '"." and ".."'],
    ['/a b', 'letters, digits'],
    ['/a?b', 'letters, digits'],
    ['/a%2fb', 'letters, digits'],
  ],
  healthPath: [
    ['healthz', 'start it with "/"'],
    ['/a b', 'percent-encode'],
    ['/a#b', 'percent-encode'],
    ['/ä', 'percent-encode'],
  ],
  cookieName: [
    ['', '1 to 128'],
    ['a b', 'letters, digits'],
    ['a=b', 'letters, digits'],
    ['a;b', 'letters, digits'],
    ['a/b', 'letters, digits'],
    ['a$b', 'letters, digits'],
    ['a'.repeat(129), '1 to 128'],
  ],
  duration: [
    ['', 'is not a duration'],
    ['0', 'at least 1s'],
    ['0h', 'at least 1s'],
    ['-1', 'is not a duration'],
    ['1.5h', 'is not a duration'],
    ['1 h', 'is not a duration'],
    ['30m1h', 'is not a duration'],
    ['401d', '400d at most'],
    ['9999999999999999999', 'is not a duration'],
  ],
  cookiePath: [
    ['', 'start with "/"'],
    ['cart', 'start with "/"'],
    ['/a;b', 'letters, digits'],
    ['/a\nb', 'letters, digits'],
  ],
  headerName: [
    ['', 'cannot name a header'],
    ['a b', 'X-User'],
    ['a:b', 'X-User'],
    ['a\r\nb', 'X-User'],
  ],
};

describe.each(Object.keys(accepted).filter((field): field is Field => field in refused))('a %s', (field) => {
  test.each(accepted[field])('can be %j', (text) => {
    expect(fieldError(field, text)).toBeUndefined();
  });

  test.each(refused[field])('cannot be %j, and the answer says what to do', (text, advice) => {
    const error = fieldError(field, text);
    expect(error).toContain(advice);
    expect(error, 'one line').not.toMatch(/[\r\n]/);
    expect(error?.length).toBeLessThan(220);
  });
});
