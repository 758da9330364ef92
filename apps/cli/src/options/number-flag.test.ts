import { expect, it } from 'vitest';
import { numberFlag } from './number-flag.ts';

const odds = numberFlag('--odds', { min: 2, max: 1e15 });
const seconds = numberFlag('--interval', { min: 0.05, max: 3600, fraction: true });

it('reads numbers as people write them', () => {
  expect(odds('1000000')).toBe(1_000_000);
  expect(odds('1,000,000')).toBe(1_000_000);
  expect(odds('1_000_000')).toBe(1_000_000);
  expect(seconds('0.5')).toBe(0.5);
});

it.each(['', '1', '2.5', '1e6', '0x10', '-5', '10,00', '1 000', 'NaN', 'Infinity'])('refuses %j as odds', (text) => {
  expect(() => odds(text)).toThrow(`--odds: "${text}" is not a whole number from 2 to 1,000,000,000,000,000`);
});
