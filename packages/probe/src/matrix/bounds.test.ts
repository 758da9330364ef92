import { expect, test } from 'vitest';
import { upperBound } from './bounds.ts';

// Tables of the Poisson distribution: none seen allows 3.00 at 95 %, one 4.74, ten 16.96.
test.for([
  [0, 100, 0.02996],
  [1, 1_000, 0.004744],
  [10, 100_000, 0.0001696],
])('%i of %i: up to %d', ([events = 0, trials = 0, bound = 0]) => {
  expect(upperBound(events, trials)).toBeCloseTo(bound, 5);
});

test('no trials allow everything', () => {
  expect(upperBound(0, 0)).toBe(1);
});
