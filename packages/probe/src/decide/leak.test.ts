import { describe, expect, test } from 'vitest';
import { largestShare } from './leak.ts';

describe('the largest share that would be missed once in 20 times', () => {
  test('of what was never seen is the rule of three', () => {
    expect(largestShare(0, 300)).toBeCloseTo(3 / 300, 3);
  });

  test('of what was seen now and then is the upper bound of Clopper and Pearson', () => {
    // R: binom.test(2, 50, conf.level = 0.9)$conf.int[2]
    expect(largestShare(2, 50)).toBeCloseTo(0.1206, 3);
    expect(largestShare(1, 20)).toBeCloseTo(0.2161, 3);
  });
});
