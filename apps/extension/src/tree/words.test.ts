import type { RouteAffinity } from '@sticky/cluster';
import type { Verdict } from '@sticky/probe';
import { describe, expect, test } from 'vitest';
import { affinityText, ago, proves, shortPodName, verdictText } from './words.ts';

describe('words', () => {
  test.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 min ago'],
    [3599, '59 min ago'],
    [7200, '2 h ago'],
    [-5, 'just now'],
  ])('%i s is %s', (seconds, text) => {
    expect(ago(1_000_000, 1_000_000 + seconds * 1000)).toBe(text);
  });

  test('affinities are told in the words that their annotations carry', () => {
    expect(affinityText({ kind: 'cookie', name: 'key', strength: 'pinned' })).toBe(
      'cookie key, browser session, persistent',
    );
    expect(affinityText({ kind: 'client-address', timeoutSeconds: 10_800 })).toBe('client address, 10800 s');
    expect(affinityText({ kind: 'none' })).toBe('not sticky');
  });

  const verdict = (told: Partial<Verdict>): Verdict => ({
    kind: 'inconclusive',
    log10Odds: 6,
    certain: false,
    headline: '',
    because: '',
    advice: [],
    ...told,
  });

  test.each<[Partial<Verdict>, string]>([
    [{ kind: 'sticky-by-cookie', cookie: 'key' }, 'sticky by cookie key'],
    [{ kind: 'sticky-by-header', header: 'x-user' }, 'sticky by header x-user'],
    [{ kind: 'sticky-by-address' }, 'sticky by client address'],
    [{ kind: 'sticky-by-url' }, 'sticky by URL only'],
    [{ kind: 'partly-sticky' }, 'only partly sticky'],
    [{ kind: 'cookie-not-honoured', cookie: 'key' }, 'cookie key not honoured'],
    [{ kind: 'cookie-not-returned', cookie: 'key' }, 'cookie key not returned by browsers'],
  ])('the verdict %o is told as "%s"', (told, text) => {
    expect(verdictText(verdict(told))).toBe(text);
  });

  test.each<[RouteAffinity, Partial<Verdict>, boolean]>([
    [{ kind: 'cookie', name: 'key', strength: 'hashed' }, { kind: 'sticky-by-cookie', cookie: 'key' }, true],
    [{ kind: 'cookie', name: 'key', strength: 'hashed' }, { kind: 'sticky-by-cookie', cookie: 'route' }, false],
    [{ kind: 'cookie', name: 'key', strength: 'hashed' }, { kind: 'cookie-not-honoured', cookie: 'key' }, false],
    [{ kind: 'header', name: 'X-User' }, { kind: 'sticky-by-header', header: 'x-user' }, true],
    [{ kind: 'client-address' }, { kind: 'sticky-by-address' }, true],
    [{ kind: 'client-address' }, { kind: 'sticky-by-connection' }, false],
    [{ kind: 'unknown' }, { kind: 'sticky-by-cookie', cookie: 'key' }, false],
  ])('settings of %o and the verdict %o: proven %s', (affinity, told, proven) => {
    expect(proves(verdict(told), affinity)).toBe(proven);
  });

  test("a pod is called by its own part of the name, another App's by all of it", () => {
    expect(shortPodName('sticky-d-6b8f7c-rdn6q', 'sticky-d')).toBe('rdn6q');
    expect(shortPodName('lonely', 'sticky-d')).toBe('lonely');
  });
});
