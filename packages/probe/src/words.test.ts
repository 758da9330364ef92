import { expect, test } from 'vitest';
import { count, quoted } from './words.ts';

test.for<[number: number, noun: string, text: string]>([
  [1, 'request', '1 request'],
  [0, 'request', '0 requests'],
  [2, 'address', '2 addresses'],
  [3, 'query', '3 queries'],
  [4, 'key', '4 keys'],
  [5, 'kept connection', '5 kept connections'],
])('%i of "%s" are "%s"', ([number, noun, text]) => {
  expect(count(number, noun)).toBe(text);
});

test('names stand in quotes, the last one joined by a word', () => {
  expect([quoted(['a']), quoted(['a', 'b']), quoted(['a', 'b', 'c'], 'or')]).toEqual([
    '"a"',
    '"a" and "b"',
    '"a", "b" or "c"',
  ]);
});
