import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadCollector } from './head-collector.ts';

const LIMITS = { line: 20, head: 60 };

/** Feeds the bytes in pieces; what the collector says of the first that it says anything of, and where that was. */
function collect(text: string, cuts: readonly number[], limits = LIMITS) {
  const collector = new HeadCollector(limits);
  const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1))), text.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    const found = collector.collect(Buffer.from(text.slice(from, end), 'latin1'), 0);
    if (typeof found === 'string') return { fault: found };
    if (found !== undefined) return { text: found.text, end: from + found.end };
    from = end;
  }
  return undefined;
}

describe('a head', () => {
  test.each([
    ['GET /\r\nA: b\r\n\r\nrest', { text: 'GET /\r\nA: b', end: 15 }],
    ['GET /\r\n\r\n', { text: 'GET /', end: 9 }],
    ['\r\n\r\n', { text: '', end: 4 }],
    ['GET /\r\nA: b\r\n', undefined],
    ['GET /\nA: b', { fault: 'bare line feed' }],
    ['\n', { fault: 'bare line feed' }],
    ['a'.repeat(21), { fault: 'line too long' }],
    [`${'a'.repeat(19)}\r\n\r\n`, { fault: 'line too long' }],
    [`${'a'.repeat(18)}\r\n\r\n`, { text: 'a'.repeat(18), end: 22 }],
    ['a\r\n'.repeat(30), { fault: 'too long' }],
  ])('%j', (text, expected) => {
    expect(collect(text, [])).toEqual(expected);
  });

  test('is the same however it is cut', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ':', ' ', '\xff'), maxLength: 18 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), fc.string(), fc.array(fc.nat()), (lines, rest, cuts) => {
        const text = ['GET /', ...lines.filter((one) => one !== '')].join('\r\n');
        const all = `${text}\r\n\r\n${rest.replace(/[^\x20-\x7e]/g, '')}`;
        fc.pre(text.length <= LIMITS.head);
        expect(collect(all, cuts)).toEqual({ text, end: text.length + 4 });
      }),
    );
  });

  test('ends, or is a fault, before it is longer than it may be', () => {
    const bytes = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n', '\r\n\r\n'), minLength: 70 });
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (text, cuts) => {
        expect(collect(text, cuts)).toBeDefined();
      }),
    );
  });
});
