import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw, type Lot, mean, onHistory, onHome, payout } from './betting.ts';
import { seeded } from './random.ts';

const backend = fc.constantFrom('a', 'b', 'c', 'd');

const lots = fc
  .array(
    fc.record({
      weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
      home: fc.option(backend, { nil: undefined }),
      trust: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((given): Lot[] => {
    const total = given.reduce((sum, { weight }) => sum + weight, 0);
    return given.map(({ weight, home, trust }, session) => ({
      chance: weight / total,
      session,
      trust,
      ...(home === undefined ? {} : { home }),
    }));
  });

const shares = fc.array(fc.tuple(backend, fc.nat(50))).map((counts) => new Map(counts));

describe('a bet', () => {
  test('is fair against whoever answers without knowing the lot: the stake stays the same on average', () => {
    fc.assert(
      fc.property(lots, shares, backend, (lots, shares, answer) => {
        const average = lots.reduce(
          (sum, { chance }, drawn) => sum + chance * payout({ test: 't', lots, drawn }, answer, shares),
          0,
        );
        expect(average).toBeCloseTo(1, 9);
      }),
    );
  });

  test('doubles when one of two equal homes answers its own client', () => {
    const lots: Lot[] = [
      { chance: 0.4, session: 1, home: 'a', trust: 1 },
      { chance: 0.4, session: 2, home: 'b', trust: 1 },
      { chance: 0.2, trust: 0 },
    ];
    const even = new Map([
      ['a', 7],
      ['b', 7],
    ]);

    expect(payout({ test: 't', lots, drawn: 0 }, 'a', even)).toBeCloseTo(2, 1);
    expect(payout({ test: 't', lots, drawn: 0 }, 'b', even)).toBe(0);
    expect(payout({ test: 't', lots, drawn: 2 }, 'a', even)).toBeCloseTo(1, 1);
  });

  test('wins next to nothing while every client has the same home and everybody is answered from there', () => {
    const lots: Lot[] = [
      { chance: 0.8, session: 1, home: 'a', trust: 1 },
      { chance: 0.2, trust: 0 },
    ];
    expect(payout({ test: 't', lots, drawn: 0 }, 'a', new Map([['a', 100]]))).toBeCloseTo(1, 2);
  });
});

describe('several bettors', () => {
  test('have the mean of their stakes', () => {
    expect(mean([2, Number.NEGATIVE_INFINITY], [0.5, 0.5])).toBeCloseTo(Math.log10(50), 9);
    expect(mean([Number.NEGATIVE_INFINITY], [1])).toBe(Number.NEGATIVE_INFINITY);
  });

  test('are each fair, also who bets on whom a client has met', () => {
    const met = new Map([['a', 3]]);
    for (const bet of [onHome(0.5), onHistory(() => met), onHistory(() => undefined)]) {
      fc.assert(
        fc.property(lots, shares, backend, (lots, shares, answer) => {
          const average = lots.reduce(
            (sum, { chance }, drawn) => sum + chance * payout({ test: 't', lots, drawn }, answer, shares, bet),
            0,
          );
          expect(average).toBeCloseTo(1, 9);
        }),
      );
    }
  });
});

describe('a draw', () => {
  test('draws each lot as often as its chance says', () => {
    const random = seeded(1);
    const lots: Lot[] = [0.5, 0.3, 0.2].map((chance) => ({ chance, trust: 0 }));
    const counts = [0, 0, 0];
    for (let time = 0; time < 20_000; time++) {
      const { drawn } = draw('t', lots, random);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(counts.map((count) => Math.round(count / 1_000))).toEqual([10, 6, 4]);
  });

  test('is the same for the same seed, and unlike for seeds that are next to each other', () => {
    const numbers = (seed: number) => Array.from({ length: 5 }, seeded(seed));
    expect(numbers(1)).toEqual(numbers(1));
    const firsts = Array.from({ length: 100 }, (_, seed) => numbers(seed)[0] ?? 0);
    const mean = firsts.reduce((sum, first) => sum + first, 0) / firsts.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });
});
