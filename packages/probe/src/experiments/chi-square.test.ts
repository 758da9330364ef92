import { describe, expect, test } from 'vitest';
import { chiSquareTail } from './chi-square.ts';

describe('the tail of the chi-square distribution', () => {
  // Abramowitz and Stegun, table 26.8.
  test.for<[x: number, degrees: number, tail: number]>([
    [3.841459, 1, 0.05],
    [10.82757, 1, 0.001],
    [5.991465, 2, 0.05],
    [7.814728, 3, 0.05],
    [16.91898, 9, 0.05],
    [27.87716, 9, 0.001],
    [18.30704, 10, 0.05],
    [43.77297, 30, 0.05],
  ])('at %d with %i degrees of freedom is %d', ([x, degrees, tail]) => {
    expect(chiSquareTail(x, degrees)).toBeCloseTo(tail, 6);
  });

  test('is all there is where nothing differs, and never nothing', () => {
    expect(chiSquareTail(0, 3)).toBe(1);
    expect(chiSquareTail(5, 0)).toBe(1);
    expect(chiSquareTail(1e6, 1)).toBeGreaterThan(0);
  });
});
