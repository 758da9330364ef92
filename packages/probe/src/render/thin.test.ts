import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../sample.ts';
import { thin } from './thin.ts';

function sample(at: number, rest: Partial<Sample> = {}): Sample {
  return { at, session: 1, backend: 'a', experiment: 'cookie', connection: at, cookiesSet: [], took: 1, ...rest };
}

describe('thousands of requests in a bounded picture', () => {
  test('are left as they are while there is room', () => {
    const samples = [sample(0), sample(1)];
    expect(thin(samples, 2)).toBe(samples);
  });

  test('keep every failure and every move while these fit, and the others evenly', () => {
    const samples = Array.from({ length: 10_000 }, (_, at) =>
      sample(at, at % 1000 === 500 ? { backend: 'b' } : at % 1000 === 700 ? { failure: 'timeout' } : {}),
    );
    const kept = thin(samples, 100);
    expect(kept).toHaveLength(100);
    // There and back again: two moves each.
    expect(kept.filter(({ at }) => at % 1000 === 500 || at % 1000 === 501)).toHaveLength(20);
    expect(kept.filter(({ failure }) => failure === 'timeout')).toHaveLength(10);
    expect(kept[0]).toBe(samples[0]);
    expect(kept.at(-1)).toBe(samples.at(-1));
  });

  test('are never more than asked for, in their order, each at most once', () => {
    const given = fc.array(fc.record({ failed: fc.boolean(), session: fc.nat(3), backend: fc.constantFrom('a', 'b') }));
    fc.assert(
      fc.property(given, fc.integer({ min: 2, max: 40 }), (told, most) => {
        const samples = told.map(({ failed, session, backend }, at) =>
          sample(at, { session, backend, ...(failed ? { failure: 'timeout' } : {}) }),
        );
        const kept = thin(samples, most);
        expect(kept).toHaveLength(Math.min(samples.length, most));
        const times = kept.map(({ at }) => at);
        expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
      }),
    );
  });
});
