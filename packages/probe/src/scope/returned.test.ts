import fc from 'fast-check';
import { CookieJar } from 'tough-cookie';
import { describe, expect, test } from 'vitest';
import { openJar } from '../jar.ts';
import type { Asker } from './retrieval.ts';
import { returned } from './returned.ts';
import { parseSetCookie } from './set-cookie.ts';

const now = Date.UTC(2026, 10, 22);

/** `yes`, or the rule by which the cookie does not come back. */
function back(field: string, setBy: string, to = setBy, asker?: Asker): string {
  const cookie = parseSetCookie(field);
  if (cookie === undefined) return 'sets nothing';
  const told = returned(cookie, new URL(setBy), new URL(to), now, asker);
  return told.returned ? 'yes' : told.rule;
}

const http = 'http://sticky.info/shop/cart';
const https = 'https://sticky.info/shop/cart';

describe('a browser sends a cookie back', () => {
  test.for<[cookie: string, setBy: string, to: string, back: string]>([
    // Path (RFC 6265bis, 5.1.4)
    ['key=1', http, 'http://sticky.info/shop/pay', 'yes'],
    ['key=1', http, 'http://sticky.info/', 'path'],
    ['key=1', 'http://sticky.info/', http, 'yes'],
    ['key=1; Path=/shop', http, 'http://sticky.info/shop', 'yes'],
    ['key=1; Path=/shop', http, 'http://sticky.info/shopping', 'path'],
    ['key=1; Path=/shop/', http, 'http://sticky.info/shop', 'path'],
    ['key=1; Path=/(.*)', http, http, 'path'],
    ['key=1; Path=shop', http, 'http://sticky.info/shop/x', 'yes'],
    // Domain (5.1.3; 5.7, steps 7 to 10)
    ['key=1; Path=/', http, 'http://www.sticky.info/', 'domain'],
    ['key=1; Path=/; Domain=sticky.info', http, 'http://www.sticky.info/', 'yes'],
    ['key=1; Path=/; Domain=.sticky.info', 'http://www.sticky.info/', http, 'yes'],
    ['key=1; Domain=www.sticky.info', http, http, 'domain'],
    ['key=1; Domain=ticky.info', http, http, 'domain'],
    ['key=1; Domain=example.org', http, http, 'domain'],
    ['key=1; Domain=STICKY.INFO', http, http, 'yes'],
    ['key=1', 'http://127.0.0.1/', 'http://127.0.0.1:8080/', 'yes'],
    ['key=1; Domain=127.0.0.1', 'http://127.0.0.1/', 'http://127.0.0.1/', 'yes'],
    ['key=1; Domain=0.0.1', 'http://127.0.0.1/', 'http://127.0.0.1/', 'domain'],
    ['key=1; Domain=[::1]', 'http://[::1]/', 'http://[::1]/', 'yes'],
    // Public suffixes (5.7, step 9)
    ['key=1; Domain=info', http, http, 'public-suffix'],
    ['key=1; Domain=co.uk', 'http://a.co.uk/', 'http://a.co.uk/', 'public-suffix'],
    ['key=1; Domain=github.io', 'http://me.github.io/', 'http://me.github.io/', 'public-suffix'],
    ['key=1; Domain=github.io', 'http://github.io/', 'http://github.io/', 'yes'],
    ['key=1; Domain=github.io', 'http://github.io/', 'http://me.github.io/', 'domain'],
    ['key=1; Domain=sticky', 'http://sticky/', 'http://sticky/', 'yes'],
    ['key=1; Domain=localhost', 'http://localhost/', 'http://localhost/', 'yes'],
    ['key=1; Domain=svc.cluster.local', 'http://a.svc.cluster.local/', 'http://b.svc.cluster.local/', 'yes'],
    // Secure, and loopback (5.7, step 13; 5.8.3)
    ['key=1; Secure', http, http, 'secure'],
    ['key=1; Secure', https, https, 'yes'],
    ['key=1; Secure', https, http, 'secure'],
    ['key=1', https, http, 'yes'],
    ['key=1; Secure', 'http://localhost/', 'http://localhost/', 'yes'],
    ['key=1; Secure', 'http://sticky.localhost/', 'http://sticky.localhost/', 'yes'],
    ['key=1; Secure', 'http://127.77.2.1/', 'http://127.77.2.1/', 'yes'],
    ['key=1; Secure', 'http://[::1]/', 'http://[::1]/', 'yes'],
    ['key=1; Secure', 'http://127.example/', 'http://127.example/', 'secure'],
    ['key=1; Secure', 'http://192.168.0.1/', 'http://192.168.0.1/', 'secure'],
    // SameSite=None and Partitioned want Secure (5.7, step 19; CHIPS)
    ['key=1; SameSite=None', https, https, 'none-insecure'],
    ['key=1; SameSite=None; Secure', https, https, 'yes'],
    ['key=1; Partitioned', https, https, 'partitioned'],
    ['key=1; Partitioned; Secure', https, https, 'yes'],
    // Prefixes (5.4; 5.7, steps 20 to 22)
    ['__Secure-key=1', https, https, 'prefix'],
    ['__secure-key=1; Secure', https, https, 'yes'],
    ['__Host-key=1; Secure; Path=/', https, https, 'yes'],
    ['__HOST-key=1; Secure', https, https, 'prefix'],
    ['__Host-key=1; Secure', 'https://sticky.info/', 'https://sticky.info/', 'prefix'],
    ['__Host-key=1; Secure; Path=/; Domain=sticky.info', https, https, 'prefix'],
    ['__Host-key=1; Secure; Path=/', 'http://localhost/', 'http://localhost/', 'yes'],
    ['__Http-key=1; Secure', https, https, 'prefix'],
    ['__Host-Http-key=1; Secure; Path=/; HttpOnly', https, https, 'yes'],
    ['=__Host-key=1; Secure; Path=/', https, https, 'prefix'],
    // Ends (5.5; 5.7, step 6)
    ['key=1; Max-Age=1', http, http, 'yes'],
    ['key=1; Max-Age=0', http, http, 'expired'],
    ['key=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT', http, http, 'expired'],
    ['key=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Max-Age=60', http, http, 'yes'],
    // Sizes (5.6, step 5)
    [`key=${'a'.repeat(4093)}`, http, http, 'yes'],
    [`key=${'a'.repeat(4094)}`, http, http, 'size'],
    [`key=${'ä'.repeat(2047)}`, http, http, 'size'],
    // No name
    ['just-a-value', http, http, 'yes'],
  ])('%s from %s to %s: %s', ([cookie, setBy, to, expected]) => {
    expect(back(cookie, setBy, to)).toBe(expected);
  });

  test.for<[cookie: string, asker: Asker, back: string]>([
    ['key=1', 'link', 'yes'],
    ['key=1', 'frame', 'same-site'],
    ['key=1; SameSite=Lax', 'link', 'yes'],
    ['key=1; SameSite=Lax', 'frame', 'same-site'],
    ['key=1; SameSite=Strict', 'visit', 'yes'],
    ['key=1; SameSite=Strict', 'link', 'same-site'],
    ['key=1; SameSite=None; Secure', 'frame', 'yes'],
  ])('%s asked for by a %s: %s', ([cookie, asker, expected]) => {
    expect(back(cookie, https, https, asker)).toBe(expected);
  });

  test('no longer than 400 days', () => {
    let time = now;
    const jar = openJar(new URL(http), () => time);
    jar.store(['a=1; Max-Age=99999999999', 'b=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT']);
    time += 400 * 86_400_000 - 1;
    expect(jar.names()).toEqual(['a', 'b']);
    time += 1;
    expect(jar.names()).toEqual([]);
  });
});

/** Cookies and addresses that brush against every rule. */
const routes = [
  'http://a.sticky.info/shop/x',
  'https://a.sticky.info/',
  'http://localhost/shop',
  'http://127.0.0.1/x/y',
];
const attributes = [
  fc.constantFrom('', 'Path=/', 'Path=/shop', 'Path=/shop/', 'Path=/x', 'Path=relative'),
  fc.constantFrom('', 'Domain=a.sticky.info', 'Domain=sticky.info', 'Domain=info', 'Domain=b.sticky.info'),
  fc.constantFrom('', 'Secure'),
  fc.constantFrom('', 'SameSite=None', 'SameSite=Strict', 'SameSite=odd'),
  fc.constantFrom('', 'Max-Age=60', 'Max-Age=0', 'Expires=Thu, 01 Jan 2026 00:00:00 GMT'),
  fc.constantFrom('', 'Partitioned', 'HttpOnly'),
];
const cookieField = fc
  .tuple(
    fc.constantFrom('key=1', '__Host-key=1', '__Secure-key=1', 'nameless', `long=${'a'.repeat(4095)}`),
    ...attributes,
  )
  .map((parts) => parts.filter((part) => part !== '').join('; '));

describe('for any cookie', () => {
  test('the jar sends what `returned` says', () => {
    fc.assert(
      fc.property(cookieField, fc.constantFrom(...routes), (field, route) => {
        const jar = openJar(new URL(route), () => now);
        jar.store([field]);
        expect(jar.header() !== '').toBe(back(field, route) === 'yes');
      }),
      { numRuns: 2_000 },
    );
  });

  test('tough-cookie agrees, where it knows the rule', () => {
    const known = cookieField.filter((field) => !/^nameless|^long|Partitioned/.test(field));
    fc.assert(
      fc.property(known, fc.constantFrom(...routes), (field, route) => {
        const theirs = new CookieJar(undefined, { prefixSecurity: 'silent', allowSecureOnLocal: true });
        theirs.setCookieSync(field, route, { ignoreError: true, sameSiteContext: 'strict' });
        const cookies = theirs.getCookiesSync(route);
        // It keeps SameSite=None without Secure, as browsers did once.
        const sent = cookies.some(({ sameSite, secure }) => sameSite !== 'none' || secure);
        expect([field, route, sent]).toEqual([field, route, back(field, route) === 'yes']);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what another site may ask for, a visit may', () => {
    fc.assert(
      fc.property(cookieField, fc.constantFrom(...routes), (field, route) => {
        const [visit, link, frame] = (['visit', 'link', 'frame'] as const).map((asker) =>
          back(field, route, route, asker),
        );
        if (frame === 'yes') expect(link).toBe('yes');
        if (link === 'yes') expect(visit).toBe('yes');
      }),
    );
  });
});
