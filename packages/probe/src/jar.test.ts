import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openJar, readSetCookie } from './jar.ts';

const route = new URL('http://sticky.info/shop/cart');

describe('a jar', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('sends back what it was given', () => {
    const jar = openJar(route);
    jar.store(['key=a|b; Path=/; Max-Age=60; HttpOnly', 'sid=1']);
    expect(jar.names().toSorted()).toEqual(['key', 'sid']);
    expect(jar.header().split('; ').toSorted()).toEqual(['key=a|b', 'sid=1']);
  });

  test('sends only those that are asked for', () => {
    const jar = openJar(route);
    jar.store(['key=1', 'sid=2', 'lang=de']);
    expect(jar.header(['sid', 'other'])).toBe('sid=2');
    expect(jar.header([])).toBe('');
  });

  test('drops a cookie when it ends', () => {
    const jar = openJar(route);
    jar.store(['key=1; Max-Age=60']);
    vi.setSystemTime(59_000);
    expect(jar.names()).toEqual(['key']);
    // Being used does not make it last longer.
    vi.setSystemTime(61_000);
    expect(jar.names()).toEqual([]);
    expect(jar.header()).toBe('');
  });

  test.for<[why: string, header: string]>([
    ['is Secure and the route is http', 'key=1; Secure'],
    ['is for another path', 'key=1; Path=/admin'],
    ['is for another host', 'key=1; Domain=example.org'],
    ['ends at once', 'key=1; Max-Age=0'],
    ['is SameSite=None without Secure', 'key=1; SameSite=None'],
    ['is too large', `key=${'a'.repeat(5000)}`],
    ['is for a whole top-level domain', 'key=1; Domain=info'],
  ])('does not send back what %s', ([, header]) => {
    const jar = openJar(route);
    jar.store([header]);
    expect(jar.header()).toBe('');
  });

  test('sends a cookie without a name as its value alone', () => {
    const jar = openJar(route);
    jar.store(['key=1', 'just-a-value']);
    expect(jar.header()).toBe('key=1; just-a-value');
    expect(jar.names()).toEqual(['key', '']);
  });

  test('replaces a cookie of the same name, domain and path, and no other', () => {
    const jar = openJar(route);
    jar.store(['key=1', 'sid=1', 'key=2', 'key=3; Path=/', 'key=4; Domain=sticky.info']);
    expect(jar.header()).toBe('key=2; sid=1; key=4; key=3');
  });

  test('takes a cookie back that is set again with its end in the past', () => {
    const jar = openJar(route);
    jar.store(['key=1', 'sid=1']);
    jar.store(['key=; Max-Age=0']);
    expect(jar.names()).toEqual(['sid']);
  });

  test('keeps 180 cookies, and drops the oldest of those that are not Secure', () => {
    const jar = openJar(new URL('https://sticky.info/'));
    jar.store(['safe=1; Secure', ...Array.from({ length: 181 }, (_, index) => `c${index}=1`)]);
    expect(jar.names()).toHaveLength(180);
    expect(jar.names().slice(0, 2)).toEqual(['safe', 'c2']);
  });

  test('takes any header without throwing', () => {
    fc.assert(fc.property(fc.array(fc.string()), (headers) => openJar(route).store(headers)));
  });
});

describe('what a Set-Cookie header says', () => {
  test('less its value', () => {
    const header =
      'key=secret; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Max-Age=60; Domain=sticky.info; Path=/; Secure; HttpOnly; SameSite=Lax';
    expect(readSetCookie(header)).toEqual({
      name: 'key',
      maxAgeSeconds: 60,
      expires: '2026-01-01T00:00:00.000Z',
      domain: 'sticky.info',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    });
  });

  test('tells what is absent from what is false', () => {
    expect(readSetCookie('key=1')).toEqual({ name: 'key', secure: false, httpOnly: false });
  });

  test('never carries the value, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{12,20}$/), (value) => {
        expect(JSON.stringify(readSetCookie(`k=${value}; Path=/`))).not.toContain(value);
      }),
    );
  });

  test.for(['', '=', ';;;', 'Max-Age=60;'])('%j sets nothing that would be called empty', (header) => {
    expect(readSetCookie(header)?.name).not.toBe('');
  });
});
