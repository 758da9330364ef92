import type { AccessEntry } from '@sticky/lab';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { accessColumns, accessHeader, accessLine } from './access-text.ts';

const plain = createStyle(false);

/** A request that its cookie led to its pod, five seconds after four minutes past three where the test runs. */
function entry(changes: Partial<AccessEntry> = {}): AccessEntry {
  return {
    time: new Date(2026, 0, 2, 3, 4, 5, 678).toISOString(),
    via: 'ingress',
    route: 'default/sticky-i',
    method: 'GET',
    host: 'sticky.info',
    path: '/',
    status: 200,
    session: { name: 'key', id: '1f2e3d4c', isNew: false },
    tries: [{ pod: 'sticky-d-5d4f8-rdn6q', reason: 'cookie' }],
    milliseconds: 1.25,
    ...changes,
  };
}

function connection(): AccessEntry {
  const { method: _m, host: _h, path: _p, status: _s, session: _x, ...rest } = entry();
  return {
    ...rest,
    via: 'service',
    route: 'default/sticky-d',
    tries: [{ pod: 'd-5-6gjmv', reason: 'client address' }],
  };
}

const table: readonly AccessEntry[] = [
  entry({ session: { name: 'key', id: '1f2e3d4c', isNew: true }, tries: [{ pod: 'd-5-rdn6q', reason: 'random' }] }),
  entry({ path: '/cart/items/17/very/long', milliseconds: 1_234.5, status: 404 }),
  entry({
    tries: [
      { pod: 'sticky-d-5d4f8-rdn6q', reason: 'cookie', failure: 'refused' },
      { pod: 'sticky-d-5d4f8-6gjmv', reason: 'retry' },
    ],
  }),
  entry({ session: { name: 'INGRESSCOOKIE', id: '1f2e3d4c', isNew: true }, route: 'shop/a-very-long-name' }),
  entry({ route: '', tries: [], status: 503, milliseconds: 0.04 }),
  connection(),
  { time: entry().time, via: 'ingress', route: '', status: 431, tries: [], milliseconds: 0 },
];

function text(width: number): readonly string[] {
  const columns = accessColumns(width);
  return ['', accessHeader(columns, plain), ...table.map((each) => accessLine(each, columns, plain))];
}

describe('the access log as lines', () => {
  it('fits 100 characters', () => {
    expect(text(100).join('\n')).toMatchInlineSnapshot(`
      "
      TIME      CODE      MS  REQUEST                 ROUTE       SESSION             POD AND WHY
      03:04:05   200     1.3  GET sticky.info/        sticky-i    key#1f2e3d4c new    rdn6q random
      03:04:05   404    1235  GET …/cart/items/17/v…  sticky-i    key#1f2e3d4c        rdn6q cookie
      03:04:05   200     1.3  GET sticky.info/        sticky-i    key#1f2e3d4c        rdn6q refused -> 6gjmv retry
      03:04:05   200     1.3  GET sticky.info/        shop/a-ve…  INGR…#1f2e3d4c new  rdn6q cookie
      03:04:05   503     0.0  GET sticky.info/        -           key#1f2e3d4c        none
      03:04:05     -     1.3  connection              sticky-d    -                   6gjmv client address
      03:04:05   431     0.0  refused request         -           -                   none"
    `);
  });

  it('fits 80 characters, without the route', () => {
    expect(text(80).join('\n')).toMatchInlineSnapshot(`
      "
      TIME      CODE      MS  REQUEST           SESSION           POD AND WHY
      03:04:05   200     1.3  GET sticky.info/  key#1f2e3d4c new  rdn6q random
      03:04:05   404    1235  GET …/cart/item…  key#1f2e3d4c      rdn6q cookie
      03:04:05   200     1.3  GET sticky.info/  key#1f2e3d4c      rdn6q refused -> 6gjmv retry
      03:04:05   200     1.3  GET sticky.info/  IN…#1f2e3d4c new  rdn6q cookie
      03:04:05   503     0.0  GET sticky.info/  key#1f2e3d4c      none
      03:04:05     -     1.3  connection        -                 6gjmv client address
      03:04:05   431     0.0  refused request   -                 none"
    `);
  });

  it('uses a wider terminal for the clock, the route and the request', () => {
    expect(text(140).slice(0, 4).join('\n')).toMatchInlineSnapshot(`
      "
      TIME          CODE      MS  REQUEST                                        ROUTE                    SESSION             POD AND WHY
      03:04:05.678   200     1.3  GET sticky.info/                               sticky-i                 key#1f2e3d4c new    rdn6q random
      03:04:05.678   404    1235  GET sticky.info/cart/items/17/very/long        sticky-i                 key#1f2e3d4c        rdn6q cookie"
    `);
  });

  it('runs over for retries alone', () => {
    for (const width of [80, 90, 100, 119, 120, 200]) {
      const columns = accessColumns(width);
      for (const each of table.filter(({ tries }) => tries.length < 2)) {
        expect(accessLine(each, columns, plain).length).toBeLessThanOrEqual(width);
      }
    }
  });

  it('says the same with colour and without', () => {
    const columns = accessColumns(100);
    for (const each of table) {
      const painted = accessLine(each, columns, createStyle(true));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours begin with one
      expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(accessLine(each, columns, plain));
    }
  });

  it('lets nothing of what a client sent speak to the terminal', () => {
    const path = '/\u001b]0;mine\u0007\r\n\u{202e}gpj';
    expect(accessLine(entry({ path }), accessColumns(200), plain)).toContain(
      '/\\x1b]0;mine\\x07\\x0d\\x0a\\u{202e}gpj',
    );

    const any = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(any, any, any, any, (method, host, name, pod) => {
        const session = { name, id: name, isNew: true };
        const tries = [{ pod, reason: 'retry' as const, failure: host }];
        const line = accessLine(entry({ method, host, route: pod, session, tries }), accessColumns(90), plain);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
