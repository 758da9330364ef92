import { expect, it } from 'vitest';
import { shareFlag } from './fault-options.ts';

const share = shareFlag('--share');

it.each([
  ['30%', 0.3],
  ['0.5%', 0.005],
  ['100%', 1],
])('reads the share %s', (text, number) => {
  expect(share(text)).toBe(number);
});

it.each(['0%', '101%', '30', '0.3', '-5%', '%', '1e1%'])('refuses the share %s', (text) => {
  expect(() => share(text)).toThrow(`--share: "${text}" is no share: write 30%, at most 100%`);
});
