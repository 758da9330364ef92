import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkedDecoder } from './chunked-decoder.ts';

/** Decodes the bytes in pieces: body, trailers, and how many bytes were of it. Undefined when they are no body. */
function decode(text: string, cuts: readonly number[]) {
  const decoder = new ChunkedDecoder();
  const parts: Buffer[] = [];
  const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1))), text.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    const chunk = Buffer.from(text.slice(from, end), 'latin1');
    const stopped = decoder.decode(chunk, 0, (part) => parts.push(Buffer.from(part)));
    if (stopped === undefined) return undefined;
    if (decoder.isDone) {
      const body = Buffer.concat(parts).toString('latin1');
      return { body, trailers: decoder.trailers.list, end: from + stopped };
    }
    from = end;
  }
  return 'not whole';
}

const data = fc.string({ unit: fc.constantFrom('a', '0', '\r', '\n', '\r\n', '\xff', '\0'), minLength: 1 });

test('whatever is put into chunks comes out, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(data), fc.array(fc.nat()), fc.boolean(), (pieces, cuts, hasTrailer) => {
      const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('');
      const encoded = `${chunks}0\r\n${hasTrailer ? 'X-A: b\r\n' : ''}\r\n`;

      expect(decode(`${encoded}GET /`, cuts)).toEqual({
        body: pieces.join(''),
        trailers: hasTrailer ? [['X-A', 'b']] : [],
        end: encoded.length,
      });
    }),
  );
});

test('what is no body is none, however it is cut', () => {
  const bytes = fc.string({ unit: fc.constantFrom('1', '2', 'g', ';', ' ', '\r', '\n', '\r\n', '0\r\n\r\n', 'a: b') });
  fc.assert(
    fc.property(bytes, fc.array(fc.nat()), (text, cuts) => {
      expect(decode(text, cuts)).toEqual(decode(text, []));
    }),
    { numRuns: 1_000 },
  );
});
