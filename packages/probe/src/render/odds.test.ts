import { describe, expect, test } from 'vitest';
import { formatNumberOfOdds, formatOdds } from './odds.ts';

describe('odds', () => {
  test.for<[log10Odds: number, text: string]>([
    [0, '1 : 1'],
    [Math.log10(42), '1 : 42'],
    [6, '1 : 1,000,000'],
    [Math.log10(1_048_576), '1 : 1,040,000'],
    [14.999, '1 : 997,000,000,000,000'],
    [60 * Math.log10(2), '1 : 1.15e18'],
    [99, '1 : 1e99'],
  ])('of 10^%f are %s, never rounded up', ([log10Odds, text]) => {
    expect(formatOdds(log10Odds)).toBe(text);
  });

  test('stand with a power of ten on a page', () => {
    expect(formatNumberOfOdds(60 * Math.log10(2))).toBe('1.15 × 10¹⁸');
  });
});
