import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BodyMemory, KeptBody } from './kept-body.ts';

const MEBIBYTE = 1024 * 1024;

test('keeps what came, whatever its parts were', () => {
  const part = fc.oneof(fc.nat(3), fc.nat(200_000)).map((length) => Buffer.alloc(length, length % 251));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const kept = new KeptBody();
      for (const one of parts) kept.add(one);
      expect(Buffer.concat(kept.parts).equals(Buffer.concat(parts))).toBe(true);
    }),
  );
});

test('puts small parts together: a million bytes that came one by one are a few buffers', () => {
  const kept = new KeptBody();
  const byte = Buffer.from('x');

  for (let count = 0; count < MEBIBYTE; count += 1) kept.add(byte);

  expect(kept.parts.length).toBeLessThan(50);
  expect(Buffer.concat(kept.parts)).toHaveLength(MEBIBYTE);
});

test('memory is taken as long as there is some, and can be given back', () => {
  const memory = new BodyMemory(10);

  expect([memory.take(6), memory.take(5), memory.take(4), memory.take(1)]).toEqual([true, false, true, false]);
  memory.giveBack(6);
  expect(memory.take(6)).toBe(true);
});
