import type { IngressNginxCookie } from '@sticky/manifests';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinityCookie, readAffinityCookie } from './affinity-cookie.ts';

const plain: IngressNginxCookie = { name: 'key', conditionalSameSiteNone: false };
const request = { locationPath: '/shop', isTls: false, userAgent: undefined };
const now = new Date('2026-11-22T10:00:00Z');

describe('the cookie that is set', () => {
  test('has all attributes in the order of ingress-nginx', () => {
    const cookie: IngressNginxCookie = {
      ...plain,
      expires: 60,
      maxAge: 60,
      domain: 'sticky.info',
      path: '/',
      secure: true,
      sameSite: 'Lax',
    };

    expect(affinityCookie(cookie, 'a|b', request, now)).toBe(
      'key=a|b; Expires=Sun, 22-Nov-26 10:01:00 GMT; Max-Age=60; Domain=sticky.info; Path=/; Secure; HttpOnly; SameSite=Lax',
    );
  });

  test('lasts for the browser session and has the path of the Ingress where nothing else is said', () => {
    expect(affinityCookie(plain, 'a|b', request, now)).toBe('key=a|b; Path=/shop; HttpOnly');
  });

  test('writes years beyond 2037 in full, as nginx does', () => {
    const cookie = { ...plain, expires: 20 * 365 * 86_400 };
    expect(affinityCookie(cookie, 'a|b', request, now)).toContain('Expires=Sat, 17-Nov-2046 10:00:00 GMT');
  });

  test('says a time that a calendar has, however far or long ago', () => {
    const timeAt = (expires: number) => affinityCookie({ ...plain, expires }, 'a|b', request, now);
    expect(timeAt(1e20)).toContain('Expires=Sat, 13-Sep-275760 00:00:00 GMT');
    expect(timeAt(-1e20)).toContain('Expires=Thu, 01-Jan-70 00:00:00 GMT');
    expect(timeAt(-1)).toContain('Expires=Sun, 22-Nov-26 09:59:59 GMT');
  });

  test.each([0, -1, 1.5])('carries Max-Age %d as it is', (maxAge) => {
    expect(affinityCookie({ ...plain, maxAge }, 'a|b', request, now)).toContain(`; Max-Age=${maxAge};`);
  });

  test('is Secure on TLS', () => {
    expect(affinityCookie(plain, 'a|b', { ...request, isTls: true }, now)).toContain('; Secure; HttpOnly');
  });

  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0 Safari/537.36', false],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0 Safari/537.36', false],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0 Safari/537.36', false],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 12_4 like Mac OS X) AppleWebKit/605.1.15', false],
    ['Mozilla/5.0 (iPod touch; CPU iPhone OS 12_0 like Mac OS X) AppleWebKit/605.1.15', false],
    ['Mozilla/5.0 (iPad; CPU OS 12_4 like Mac OS X) AppleWebKit/605.1.15', false],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/605.1.15 Version/12.1.2 Safari/605.1.15', false],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/537.36 Chrome/78.0 Safari/537.36', true],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/16.0 Safari/605.1.15', true],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 13_0 like Mac OS X) AppleWebKit/605.1.15', true],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', true],
    [undefined, true],
  ])('with the conditional flag, SameSite=None for %s: %s', (userAgent, isSent) => {
    const cookie: IngressNginxCookie = { ...plain, sameSite: 'None', conditionalSameSiteNone: true };
    expect(affinityCookie(cookie, 'a|b', { ...request, userAgent }, now).includes('SameSite=None')).toBe(isSent);
  });

  const mistaking = { ...request, userAgent: 'Chrome/60.0.3112.90' };

  test.each(['Lax', 'Strict'] as const)('with the conditional flag, SameSite=%s is for all', (sameSite) => {
    const line = affinityCookie({ ...plain, sameSite, conditionalSameSiteNone: true }, 'a|b', mistaking, now);
    expect(line).toContain(`; SameSite=${sameSite}`);
  });

  test('without the conditional flag, SameSite=None is for all', () => {
    expect(affinityCookie({ ...plain, sameSite: 'None' }, 'a|b', mistaking, now)).toContain('; SameSite=None');
  });
});

describe('the cookie that is sent', () => {
  test.each([
    ['key=abc|def', 'abc'],
    ['key=abc||def', 'abc'],
    ['key=|abc|def', 'abc'],
    ['key=abc', 'abc'],
    ['other=1; key=abc|def; more=2', 'abc'],
    ['other=1;key=abc', 'abc'],
    [' key=abc', 'abc'],
    ['key=old|def; key=new|def', 'new'],
    // A space or a tab ends a value, and an empty last one is the last one all the same.
    ['key=abc def', 'abc'],
    ['key=abc\tdef', 'abc'],
    ['key=abc; key=', undefined],
    // What has no value becomes a part of the next name.
    ['other; key=abc', undefined],
    ['key; key=abc', undefined],
    ['key =abc', undefined],
    ['=key=abc', undefined],
    ['KEY=abc', undefined],
    ['monkey=1', undefined],
    ['key=', undefined],
    ['key=|', undefined],
    ['', undefined],
  ])('%j gives the key %j', (header, key) => {
    expect(readAffinityCookie(header, 'key')?.upstreamKey).toBe(key);
  });

  test('says which upstream it was issued for, in its second part', () => {
    expect(readAffinityCookie('key=abc||def|ghi', 'key')).toEqual({
      text: 'abc||def|ghi',
      upstreamKey: 'abc',
      backendKey: 'def',
    });
    expect(readAffinityCookie('key=abc', 'key')?.backendKey).toBeUndefined();
  });

  test('is found among any others, whatever they are', () => {
    const part = fc.string().filter((text) => !/[;=]/.test(text));
    const name = part.filter((text) => text.trim() !== 'key' && !/\s/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, part)), fc.uuid(), (others, key) => {
        const header = [...others.map(([other, value]) => `x${other}=${value.replaceAll(/\s/g, '')}`), `key=${key}`];
        expect(readAffinityCookie(header.join('; '), 'key')?.upstreamKey).toBe(key);
      }),
    );
  });

  test('is read in no time, also at the end of a field of any size', () => {
    const many = `${'a=b; '.repeat(10_000)}key=abc`;
    const blanks = `${' '.repeat(50_000)}${'\t'.repeat(50_000)}`;
    const begun = performance.now();
    expect(readAffinityCookie(many, 'key')?.upstreamKey).toBe('abc');
    expect(readAffinityCookie(blanks, 'key')).toBeUndefined();
    expect(readAffinityCookie(`key=abc;${blanks}`, 'key')?.upstreamKey).toBe('abc');
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
