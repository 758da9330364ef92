import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openJar } from '../../jar.ts';
import { CompactJar } from './compact-jar.ts';
import { CookieRules } from './cookie-rules.ts';

const url = new URL('http://www.sticky.test/app/x');
const today = Date.UTC(2026, 10, 22);

/** The Cookie header after these Set-Cookie fields. */
function after(...fields: readonly string[]): string {
  const jar = new CompactJar();
  jar.store(fields, new CookieRules(url), today);
  return jar.header(today);
}

describe('a compact jar', () => {
  test('sends a cookie back with the value that was set last', () => {
    expect(after('key=1; Path=/', 'key=2; Path=/')).toBe('key=2');
  });

  test('keeps the values of many sessions apart, though their cookie is read once', () => {
    const rules = new CookieRules(url);
    const jars = [new CompactJar(), new CompactJar()];
    jars.forEach((jar, number) => {
      jar.store([`key=${number}; Max-Age=60; HttpOnly`], rules, today);
    });
    expect(jars.map((jar) => jar.header(today))).toEqual(['key=0', 'key=1']);
  });

  test('counts the fields that a browser would send back', () => {
    const fields = ['a=1', 'b=1; Path=/elsewhere', 'c=1; Domain=other.test', 'd=1; Secure', '', 'e'];
    expect(new CompactJar().store(fields, new CookieRules(url), today)).toBe(2);
  });

  test('forgets a cookie when it ends, counted from the answer that set it last', () => {
    const rules = new CookieRules(url);
    const jar = new CompactJar();
    jar.store(['key=1; Max-Age=60'], rules, today);
    jar.store(['key=1; Max-Age=60'], rules, today + 30_000);
    expect(jar.header(today + 89_999)).toBe('key=1');
    expect(jar.header(today + 90_000)).toBe('');
  });

  test('keeps within what a server takes, however many cookies it is set', () => {
    const fields = Array.from({ length: 1_000 }, (_, number) => `c${number}=${'x'.repeat(4_000)}`);
    const header = after(...fields);
    expect(header.length).toBeLessThan(9 * 1024);
    expect(header).toContain('c999=');
  });

  test('drops a cookie that a browser finds too long', () => {
    expect(after(`key=${'x'.repeat(4_093)}`)).not.toBe('');
    expect(after(`key=${'x'.repeat(4_094)}`)).toBe('');
  });

  test('sends what the jar of the probe sends, whatever is set and when', () => {
    const rules = new CookieRules(url);
    fc.assert(
      fc.property(
        fc.array(fc.record({ fields: fc.array(field, { maxLength: 3 }), passes }), { maxLength: 8 }),
        (steps) => {
          let now = today;
          const compact = new CompactJar();
          const jar = openJar(url, () => now);
          for (const step of steps) {
            compact.store(step.fields, rules, now);
            jar.store(step.fields);
            expect(compact.header(now)).toBe(jar.header());
            now += step.passes;
            expect(compact.header(now)).toBe(jar.header());
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

const passes = fc.constantFrom(0, 1, 999, 1_000, 60_000, 500 * 86_400_000);
const attribute = fc.oneof(
  fc.constantFrom('Path=/', 'Path=/app', 'Path=/app/x', 'Path=/other', 'path=app', 'Path', 'Secure', 'HttpOnly'),
  fc.constantFrom('Domain=sticky.test', 'Domain=.www.sticky.test', 'Domain=test', 'domain=other.test', 'Domain='),
  fc.constantFrom('Max-Age=0', 'Max-Age=1', 'Max-Age=60', 'Max-Age=-5', 'max-age=x', `Max-Age=${'9'.repeat(400)}`),
  fc.constantFrom('Expires=Sun, 22 Nov 2026 00:00:01 GMT', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'Expires=soon'),
  fc.constantFrom(
    'Expires=Fri, 22 Nov 2126 00:00:00 GMT',
    'SameSite=None',
    'SameSite=Lax',
    'Partitioned',
    '',
    '=',
    'x=y',
  ),
);
const pair = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('a', 'b', ' a ', '__Host-a', '__Secure-b', ''),
      fc.constantFrom('1', '2', ' "3"\t', '', '__Host-x', 'p=q'),
    )
    .map((parts) => parts.join('=')),
  fc.constantFrom('a', '', ' ', '\t', 'a\u0007=1', '=', '__Host-a'),
  fc.string({ maxLength: 6 }),
);
const field = fc.tuple(pair, fc.array(attribute, { maxLength: 4 })).map(([first, rest]) => [first, ...rest].join('; '));
