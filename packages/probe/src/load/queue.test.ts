import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Queue } from './queue.ts';

test('gives back what it was given, in that order, however much passes through it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3_000, max: 3_000 }), { maxLength: 8 }), (steps) => {
      const queue = new Queue<number>();
      const expected: number[] = [];
      let next = 0;
      for (const step of steps) {
        const added = Array.from({ length: Math.max(0, step) }, () => next++);
        for (const item of added) queue.push(item);
        expected.push(...added);
        expect(queue.peek()).toBe(expected[0]);
        const given = Array.from({ length: Math.max(0, -step) }, () => queue.shift());
        expect(given.filter((item) => item !== undefined)).toEqual(expected.splice(0, Math.max(0, -step)));
        expect(queue.length).toBe(expected.length);
      }
    }),
  );
});
