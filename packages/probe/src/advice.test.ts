import { describe, expect, test } from 'vitest';
import { byCookie, inTurns, probeMadeUp, type Routing, weighted } from './made-up-routers.fixture.ts';
import { seeded } from './random.ts';

/** The advice on a route that honours a cookie with these attributes. */
async function adviceOn(attributes: string, url = 'https://sticky.test/'): Promise<readonly string[]> {
  const route = byCookie(weighted([1, 1], seeded(3)), attributes === '' ? '' : `; ${attributes}`);
  const { verdict } = await probeMadeUp(route, { seed: 1 }, url);
  expect(verdict.kind).toBe('sticky-by-cookie');
  return verdict.advice;
}

/** The advice on a route that sets this cookie and holds nobody. */
async function adviceOnLoose(cookie: string, url = 'http://sticky.test/shop/'): Promise<readonly string[]> {
  const pick = inTurns(2);
  const route: Routing = () => ({ pod: pick(), set: [cookie] });
  const { verdict } = await probeMadeUp(route, { seed: 1 }, url);
  expect(verdict.kind).toBe('not-sticky');
  return verdict.advice;
}

const end = 'also in the middle of a visit.';

describe('on a cookie that holds a session', () => {
  test.for<[attributes: string, url: string, advice: readonly string[]]>([
    ['Secure; HttpOnly; SameSite=Lax', 'https://a/', []],
    ['Max-Age=3600; Secure; HttpOnly; SameSite=Lax', 'https://a/', [`It ends 3600 s after the first answer, ${end}`]],
    [
      'Expires=Fri, 01 Jan 2100 00:00:00 GMT; Secure; HttpOnly; SameSite=Lax',
      'https://a/',
      [`It ends at a fixed time, ${end}`],
    ],
    ['HttpOnly; SameSite=Lax', 'https://a/', ['No Secure though the route is https.']],
    ['HttpOnly; SameSite=Lax', 'http://a/', ['No Secure (the route is http).']],
    ['Secure; HttpOnly', 'https://a/', ['No SameSite.']],
    ['HttpOnly', 'https://a/', ['No SameSite; no Secure though the route is https.']],
    ['Secure; SameSite=Strict', 'https://a/', ['No HttpOnly: scripts of the page can read it.']],
    ['Secure; HttpOnly; SameSite=None', 'https://a/', []],
  ])('%s over %s', async ([attributes, url, advice]) => {
    expect(await adviceOn(attributes, url)).toEqual(advice);
  });

  test('that is renewed with each answer, nothing ends in the middle of a visit', async () => {
    const pick = weighted([1, 1], seeded(3));
    const renewing: Routing = ({ cookies }) => {
      const pod = Number(cookies.get('key') ?? pick());
      return { pod, set: [`key=${pod}; Max-Age=60; Secure; HttpOnly; SameSite=Lax`] };
    };
    const { verdict } = await probeMadeUp(renewing, { seed: 1 }, 'https://sticky.test/');
    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', advice: [] });
  });

  test('beside others, those are named', async () => {
    const route = byCookie(weighted([1, 1], seeded(3)), '; HttpOnly; Secure; SameSite=Lax');
    const { verdict } = await probeMadeUp(
      (asked) => {
        const routed = route(asked);
        return routed && { ...routed, set: [...(routed.set ?? []), 'sid=1', 'lang=de'] };
      },
      { seed: 1 },
      'https://sticky.test/',
    );
    expect(verdict.advice).toEqual(['The route also sets "sid" and "lang": no session is held by it.']);
  });
});

describe('on a cookie that holds nobody', () => {
  test.for<[cookie: string, advice: string]>([
    ['key=1; Secure', 'The cookie "key" is never sent back: it is Secure and the route is http.'],
    ['key=1; Path=/admin', 'The cookie "key" is never sent back: its path /admin does not cover /shop/.'],
    [
      'key=1; Domain=example.org',
      'The cookie "key" is never sent back: its domain example.org does not fit sticky.test.',
    ],
    ['key=1; Max-Age=0', 'The cookie "key" is never sent back: it ends at once.'],
    ['key=1; SameSite=None', 'The cookie "key" is never sent back: it is SameSite=None without Secure.'],
    [
      '__Host-key=1; Path=/shop/',
      'The cookie "__Host-key" is never sent back: its name starts with __Host-, which wants Secure, Path=/.',
    ],
  ])('%s', async ([cookie, advice]) => {
    expect(await adviceOnLoose(cookie)).toEqual([advice]);
  });
});

test('on a cookie that is not honoured, its attributes are not worth a word', async () => {
  const pick = inTurns(2);
  const { verdict } = await probeMadeUp(() => ({ pod: pick(), set: ['key=1'] }), { seed: 1 });
  expect(verdict).toMatchObject({ kind: 'cookie-not-honoured', advice: [] });
});

test('on a cookie that would hold, tells why no browser sends it back', async () => {
  const route = byCookie(weighted([1, 1], seeded(3)), '; Path=/admin; HttpOnly; SameSite=Lax');
  const { verdict } = await probeMadeUp(route, { seed: 1 });
  expect(verdict.kind).toBe('cookie-not-returned');
  expect(verdict.advice).toContain('The cookie "key" is never sent back: its path /admin does not cover /.');
});

test('tells how many requests failed, and how', async () => {
  let asked = 0;
  const route: Routing = () => (++asked % 4 === 0 ? undefined : { pod: 0 });
  const { verdict } = await probeMadeUp(route, { seed: 1 });
  expect(verdict.advice).toEqual([expect.stringMatching(/^(\d+) of \d+ requests failed: ECONNRESET\.$/)]);
});
