import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeTo } from './change-to.ts';

test('makes one text of the other, whatever they are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (head, one, other, tail) => {
      const [before, after] = [head + one + tail, head + other + tail];
      const { start, end, text } = changeTo(before, after);
      expect(before.slice(0, start) + text + before.slice(end)).toBe(after);
    }),
  );
});

test('touches nothing but what differs', () => {
  expect(changeTo('max-age: 60 # a minute', 'max-age: "60" # a minute')).toEqual({ start: 9, end: 11, text: '"60"' });
  expect(changeTo('same', 'same')).toEqual({ start: 4, end: 4, text: '' });
});
