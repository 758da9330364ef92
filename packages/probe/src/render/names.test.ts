import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameBackends } from './names.ts';

const named = (identities: readonly string[], labels?: Record<string, string>) => [
  ...nameBackends(identities, labels).values(),
];

describe('names of backends', () => {
  test('are the first eight characters', () => {
    expect(named(['5f0c4a12-1111-4222-8333-444455556666', 'rdn6q'])).toEqual(['5f0c4a12', 'rdn6q']);
  });

  test('are longer where eight characters do not tell them apart', () => {
    expect(named(['sticky-d-abc', 'sticky-d-abd', 'other-pod-1'])).toEqual([
      'sticky-d-abc',
      'sticky-d-abd',
      'other-po',
    ]);
  });

  test('are the labels, where there are some', () => {
    expect(named(['5f0c4a12-1', '9b71d3e0-2'], { '5f0c4a12-1': 'rdn6q' })).toEqual(['rdn6q', '9b71d3e0']);
  });

  test('tell two backends of one label apart: a container that started again in its pod', () => {
    const labels = { '5f0c4a12-1': 'rdn6q', '9b71d3e0-2': 'rdn6q' };
    expect(named(['5f0c4a12-1', '9b71d3e0-2'], labels)).toEqual(['rdn6q 5f0c4a12', 'rdn6q 9b71d3e0']);
  });

  test('take no label from what every object inherits', () => {
    expect(named(['constructor', '__proto__'], {})).toEqual(['construc', '__proto_']);
  });

  test('are one for each backend and can all be printed, whatever the identities are', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\u0000', 'a\u0001', 'a\u202e', '\ud800'));
    fc.assert(
      fc.property(fc.uniqueArray(texts, { maxLength: 12 }), (identities) => {
        const names = named(identities);
        expect(new Set(names).size).toBe(identities.length);
        for (const name of names) expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 40 },
    );
  });
});
