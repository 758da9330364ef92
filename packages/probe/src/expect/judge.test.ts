import { describe, expect, test } from 'vitest';
import type { CookieLifetime } from '../hygiene/hygiene.ts';
import { type Expectation, judge, type Report, type VerdictWord, verdictWords } from '../index.ts';
import { report } from '../report.fixture.ts';
import type { VerdictKind } from '../verdict.ts';

const [cookie] = report.cookies;
const kept: Report = { ...report, cookies: cookie ? [{ ...cookie, secure: true, sameSite: 'Lax' }] : [] };
const hygiene = report.hygiene ?? { cookies: [], findings: [] };
const withVerdict = (kind: VerdictKind): Report => ({ ...kept, verdict: { ...kept.verdict, kind } });

describe('a report held to what is expected', () => {
  test('is met when all of it is', () => {
    const all: Expectation = {
      verdict: ['sticky'],
      cookie: 'key',
      oddsAtLeast: 1_000_000,
      backendsAtLeast: 2,
      lifetimeAtLeast: 60,
      sliding: false,
      secure: true,
      httpOnly: true,
      sameSite: ['Strict', 'Lax'],
      failuresAtMost: 0.15,
    };
    const { met, reasons, checks } = judge(kept, all);
    expect({ met, reasons }).toEqual({ met: true, reasons: [] });
    expect(checks.map(({ about }) => about)).toHaveLength(Object.keys(all).length);
  });

  test.for<[expectation: Expectation, reason: string]>([
    [{ verdict: ['not-sticky'] }, 'expected not-sticky, found sticky-by-cookie'],
    [{ verdict: ['connection', 'one-backend'] }, 'expected connection or one-backend, found sticky-by-cookie'],
    [{ cookie: 'route' }, 'cookie: expected "route", found "key"'],
    [{ header: 'x-client' }, 'header: expected "x-client", found none that the verdict names'],
    [{ oddsAtLeast: 10_000_000 }, 'odds: expected at least 1 : 10,000,000, found 1 : 1,000,000'],
    [{ backendsAtLeast: 3 }, 'backends: expected at least 3, found 2'],
    [{ lifetimeAtLeast: 3600 }, 'lifetime: expected at least 3600 s, found 60 s'],
    [{ sliding: true }, 'sliding: expected renewed during a visit, found not renewed'],
    [{ secure: false }, 'Secure: expected not set, found set'],
    [{ httpOnly: false }, 'HttpOnly: expected not set, found set'],
    [{ sameSite: ['None'] }, 'SameSite: expected None, found Lax'],
    [{ failuresAtMost: 0.01 }, 'failures: expected at most 1 %, found 1 of 7 requests'],
    [
      { unevennessAtMost: 2 },
      'unevenness: expected at most 2 : 1, found nothing: the experiment "fairness" had nothing to ask',
    ],
    [{ identity: 'body' }, 'identity: expected "body", found "/uuid"'],
  ])('says what is not met: %o', ([expectation, reason]) => {
    expect(judge(kept, expectation)).toMatchObject({ met: false, reasons: [reason] });
  });

  test('looks at no cookie where there is none', () => {
    const none = { ...report, cookies: [], verdict: { ...report.verdict, kind: 'not-sticky' } } as const;
    expect(judge(none, { secure: true, lifetimeAtLeast: 1, sliding: true }).reasons).toEqual([
      'lifetime: expected at least 1 s, found no cookie to look at',
      'sliding: expected renewed during a visit, found no cookie to look at',
      'Secure: expected set, found no cookie to look at',
    ]);
  });

  test('needs no odds for what is certain', () => {
    const certain = { ...report, verdict: { ...report.verdict, certain: true, log10Odds: 0 } };
    expect(judge(certain, { oddsAtLeast: 1e9 }).met).toBe(true);
  });

  test('a cookie without an end lasts no known time, one with a date until then', () => {
    const withCookie = (change: object): Report => ({
      ...report,
      cookies: [{ name: 'key', secure: true, httpOnly: true, ...change }],
    });
    expect(judge(withCookie({}), { lifetimeAtLeast: 1 }).reasons).toEqual([
      'lifetime: expected at least 1 s, found until the browser is closed',
    ]);
    expect(judge(withCookie({ expires: '2026-11-22T12:58:00.000Z' }), { lifetimeAtLeast: 3600 }).met).toBe(true);
  });

  test.for<[ends: CookieLifetime['ends'], sliding: boolean, met: boolean]>([
    ['sliding', true, true],
    ['browser', true, true],
    ['fixed', true, false],
    ['fixed', false, true],
    ['sliding', false, false],
    ['unknown', true, false],
    ['unknown', false, false],
  ])('a cookie whose end is "%s": sliding %s is met: %s', ([ends, sliding, met]) => {
    const cookies = hygiene.cookies.map((cookie) => ({ ...cookie, lifetime: { ends } }));
    expect(judge({ ...report, hygiene: { ...hygiene, cookies } }, { sliding }).met).toBe(met);
  });

  test('a warning has to be among those that are allowed, a note has not', () => {
    expect(judge(report, { allowedWarnings: ['ends-in-visit'] }).met).toBe(true);
    expect(judge(report, { allowedWarnings: [] }).reasons).toEqual(['warnings: expected none, found ends-in-visit']);
    const { hygiene: _, ...older } = report;
    expect(judge(older, { allowedWarnings: [] }).reasons).toEqual(['warnings: expected none, found nothing told']);
  });

  test('uneven is the busiest backend beside the least busy one', () => {
    const fairness = {
      experiment: 'fairness',
      title: '100 new clients',
      stayed: false,
      finding: 'spread 90 : 10',
      requests: 100,
      failures: 0,
      backends: { '5f0c4a12-aaaa': 90, '9b71d3e0-bbbb': 10 },
      log10Odds: 0,
    };
    const uneven = { ...report, evidence: [fairness] };
    expect(judge(uneven, { unevennessAtMost: 9 }).met).toBe(true);
    expect(judge(uneven, { unevennessAtMost: 8 }).reasons).toEqual([
      'unevenness: expected at most 8 : 1, found 90 : 10',
    ]);
    const left = { ...report, evidence: [{ ...fairness, backends: { '5f0c4a12-aaaa': 100 } }] };
    expect(judge(left, { unevennessAtMost: 1_000 }).reasons).toEqual([
      'unevenness: expected at most 1000 : 1, found 100 : 0',
    ]);
  });

  test.for<[word: VerdictWord, kinds: readonly VerdictKind[]]>([
    ['sticky', ['sticky-by-cookie', 'sticky-by-address', 'sticky-by-header']],
    ['connection', ['sticky-by-connection']],
    ['partly-sticky', ['partly-sticky']],
  ])('"%s" is met by %o and nothing else', ([word, kinds]) => {
    const met = allKinds.filter((kind) => judge(withVerdict(kind), { verdict: [word] }).met);
    expect(met.toSorted()).toEqual(kinds.toSorted());
  });

  test('each verdict is either sticky, or not, or neither can be said of it', () => {
    const said = (kind: VerdictKind) =>
      (['sticky', 'not-sticky'] as const).filter((word) => judge(withVerdict(kind), { verdict: [word] }).met);
    expect(allKinds.filter((kind) => said(kind).length !== 1)).toEqual(['one-backend', 'inconclusive']);
    expect(
      allKinds.every((kind) => verdictWords.some((word) => judge(withVerdict(kind), { verdict: [word] }).met)),
    ).toBe(true);
  });
});

const allKinds: readonly VerdictKind[] = [
  'one-backend',
  'not-sticky',
  'sticky-by-connection',
  'sticky-by-cookie',
  'sticky-by-address',
  'sticky-by-url',
  'sticky-by-header',
  'partly-sticky',
  'cookie-not-honoured',
  'cookie-not-returned',
  'inconclusive',
];
