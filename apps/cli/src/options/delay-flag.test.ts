import { expect, it } from 'vitest';
import { delayFlag } from './delay-flag.ts';

const delay = delayFlag('DELAY', { most: 60_000 });

it.each([
  ['200ms', 200],
  ['2s', 2_000],
  ['1.5s', 1_500],
  ['60s', 60_000],
])('reads the delay %s', (text, milliseconds) => {
  expect(delay(text)).toBe(milliseconds);
});

it.each(['200', '0ms', '0.1ms', '61s', '1m', '-1s', 's', ''])('refuses the delay %j', (text) => {
  expect(() => delay(text)).toThrow(`DELAY: "${text}" is no delay: write 200ms or 2s, at most 60s`);
});
