import { describe, expect, test } from 'vitest';
import { affinityText, ago, shortPodName } from './words.ts';

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

  test("a pod is called by its own part of the name, another App's by all of it", () => {
    expect(shortPodName('sticky-d-6b8f7c-rdn6q', 'sticky-d')).toBe('rdn6q');
    expect(shortPodName('lonely', 'sticky-d')).toBe('lonely');
  });
});
