import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escaped, oneLine, printable } from './printable.ts';

it('leaves plain text as it is', () => {
  expect(printable('sticky-d: läuft\n\tgut')).toBe('sticky-d: läuft\n\tgut');
});

it('disarms what would speak to the terminal', () => {
  expect(printable('\u001b]0;title\u0007')).toBe('\u{fffd}]0;title\u{fffd}');
  expect(oneLine('pod a\r\n  is gone\u009b2J')).toBe('pod a is gone\u{fffd}2J');
});

it('makes one line without control characters of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const sign of oneLine(text)) {
        const code = sign.codePointAt(0) ?? 0;
        expect(code === 9 || (code >= 32 && (code < 127 || code > 159))).toBe(true);
      }
    }),
  );
});

it('writes out what would not be seen, and nothing else', () => {
  expect(escaped('/läuft/日本/\\x41')).toBe('/läuft/日本/\\x41');
  expect(escaped('a\n\u001b[2J\u0085\u00ad\u2028\u202e\ud800')).toBe(
    'a\\x0a\\x1b[2J\\x85\\xad\\u{2028}\\u{202e}\\u{d800}',
  );
});
