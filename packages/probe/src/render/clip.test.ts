import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clip, firstOf } from './clip.ts';

test('a text has at most so many characters, ends with a sign where it was cut, and is cut between characters', () => {
  const texts = fc.string({ unit: 'grapheme-composite', maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, most) => {
      const cut = clip(text, most);
      expect([...cut].length).toBeLessThanOrEqual(most);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut === text || (cut.endsWith('…') && text.startsWith(cut.slice(0, -1)))).toBe(true);
      expect(cut === text).toBe([...text].length <= most);
    }),
  );
});

test('a list says how many it left out', () => {
  expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], more: 1 });
  expect(firstOf([1], 2)).toEqual({ shown: [1], more: 0 });
});
