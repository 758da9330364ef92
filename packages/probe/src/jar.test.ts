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
    ['has no name', 'just-a-value'],
    ['is for a whole top-level domain', 'key=1; Domain=info'],
  ])('does not send back what %s', ([, header]) => {
    const jar = openJar(route);
    jar.store([header]);
    expect(jar.header()).toBe('');
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
