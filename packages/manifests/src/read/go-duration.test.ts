import { expect, test } from 'vitest';
import { goSeconds } from './go-duration.ts';

test.each([
  ['60s', 60],
  ['0s', 0],
  ['0', 0],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['0.5s', 0],
  ['1500ms', 1],
  ['3600000000000ns', 3600],
])('%s is %s seconds', (text, seconds) => {
  expect(goSeconds(text)).toBe(seconds);
});

test.each(['', '60', '1d', '-1s', 's', '1 h', '1h ', 'Infinitys', '1'.repeat(1000)])('"%s" is none', (text) => {
  expect(goSeconds(text)).toBeUndefined();
});
