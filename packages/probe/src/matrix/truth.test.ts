import { describe, expect, test } from 'vitest';
import type { Verdict, VerdictKind } from '../verdict.ts';
import { type Hold, type Judgement, judge, type Nature } from './truth.ts';

const half = [0.5, 0.5];
const of = (...holds: readonly Hold[]): Nature => ({ shares: half, holds, idle: [] });
const cookie = (share: number, returned = true): Hold => ({ by: 'cookie', names: ['key'], share, returned });
const verdict = (kind: VerdictKind, more: Partial<Verdict> = {}): Verdict => ({
  kind,
  log10Odds: 6,
  certain: false,
  headline: '',
  because: '',
  advice: [],
  ...more,
});
const byKey = verdict('sticky-by-cookie', { cookie: 'key' });

describe('a verdict is judged by what the router is', () => {
  test.for<[why: string, nature: Nature, verdict: Verdict, judgement: Judgement]>([
    ['the cookie that holds is named', of(cookie(1)), byKey, 'right'],
    ['another cookie is named', of(cookie(1)), { ...byKey, cookie: 'sid' }, 'wrong'],
    ['something else is said to hold', of(cookie(1)), verdict('sticky-by-connection'), 'wrong'],
    ['what holds is not seen', of(cookie(1)), verdict('not-sticky'), 'wrong'],
    ['nothing holds', of(), verdict('not-sticky'), 'right'],
    ['nothing holds, and a cookie is said to', of(), byKey, 'wrong'],
    ['a cookie comes back in vain', { ...of(), idle: ['sid'] }, verdict('cookie-not-honoured'), 'right'],
    ['it is named wrongly', { ...of(), idle: ['sid'] }, verdict('cookie-not-honoured', { cookie: 'key' }), 'wrong'],
    ['there is no cookie to honour', of(), verdict('cookie-not-honoured'), 'wrong'],
    ['a cookie would hold', of(cookie(1, false)), verdict('cookie-not-returned', { cookie: 'key' }), 'right'],
    ['it is not told that it would', of(cookie(1, false)), verdict('not-sticky'), 'wrong'],
    ['half is held', of(cookie(0.5)), verdict('partly-sticky'), 'right'],
    ['half is held, none is said to be', of(cookie(0.5)), verdict('cookie-not-honoured'), 'wrong'],
    ['hardly anything is held', of(cookie(0.1)), verdict('cookie-not-honoured'), 'right'],
    [
      'a header holds',
      of({ by: 'header', names: ['x'], share: 1 }),
      verdict('sticky-by-header', { header: 'x' }),
      'right',
    ],
    [
      'another header is named',
      of({ by: 'header', names: ['x'], share: 1 }),
      verdict('sticky-by-header', { header: 'y' }),
      'wrong',
    ],
    ['a hundredth is lost, and said to be possible', of(cookie(0.98)), { ...byKey, leak: 0.02 }, 'right'],
    ['more is lost than that', of(cookie(0.9)), { ...byKey, leak: 0.01 }, 'understated'],
    ['there is one backend', { shares: [1], holds: [cookie(1)], idle: [] }, verdict('one-backend'), 'right'],
    ['one backend cannot be sticky', { shares: [1], holds: [cookie(1)], idle: [] }, byKey, 'wrong'],
    ['there are two', of(), verdict('one-backend', { leak: 0.5 }), 'wrong'],
    ['nothing is decided', of(), verdict('inconclusive'), 'inconclusive'],
    ['nothing could be', { ...of(), disturbed: true }, verdict('inconclusive'), 'right'],
  ])('%s', ([, nature, given, judgement]) => {
    expect(judge(nature, given)).toBe(judgement);
  });

  test('a small backend may be missed as far as the verdict says so, by a probe that was not told of it', () => {
    const uneven: Nature = { shares: [0.9, 0.1], holds: [], idle: [] };
    expect(judge(uneven, verdict('one-backend', { leak: 0.15 }))).toBe('right');
    expect(judge(uneven, verdict('one-backend', { leak: 0.05 }))).toBe('understated');
    expect(judge(uneven, verdict('one-backend', { leak: 0.15 }), 2)).toBe('wrong');
  });
});
