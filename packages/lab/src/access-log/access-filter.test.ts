import { describe, expect, test } from 'vitest';
import { accessEntry } from '../testing/access-entry.ts';
import { type AccessFilter, matches } from './access-filter.ts';

const retried = accessEntry({
  route: 'shop/web',
  tries: [
    { pod: 'web-5d4f8-rdn6q', reason: 'cookie', failure: 'refused' },
    { pod: 'web-5d4f8-6gjmv', reason: 'retry' },
  ],
});

describe('an entry is wanted', () => {
  test.each<AccessFilter>([
    {},
    { route: 'web' },
    { route: 'shop/web' },
    { pod: 'rdn6q' },
    { pod: '6gjmv' },
    { pod: 'web-5d4f8-6gjmv' },
    { session: '1f2e3d4c' },
    { session: '1f2e' },
    { route: 'web', pod: 'rdn6q', session: '1' },
  ])('by %o', (filter) => {
    expect(matches(retried, filter)).toBe(true);
  });

  test.each<AccessFilter>([
    { route: 'eb' },
    { route: 'default/web' },
    { pod: 'dn6q' },
    { pod: 'web' },
    { session: 'f2e' },
    { route: 'web', pod: 'other' },
  ])('not by %o', (filter) => {
    expect(matches(retried, filter)).toBe(false);
  });
});

test('what has no session matches none, nor what has no pod a pod', () => {
  const { session: _, ...rest } = accessEntry({ tries: [] });
  expect(matches(rest, { session: '1' })).toBe(false);
  expect(matches(rest, { pod: 'rdn6q' })).toBe(false);
});
