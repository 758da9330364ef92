import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLoadOptions } from './load-options.ts';
import { Pace } from './pace.ts';
import type { Session } from './session.ts';

test('gives no session to two, and each of those that wait for nothing in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.boolean(), { maxLength: 60 }), (sessions, takes) => {
      const pace = new Pace(parseLoadOptions({ sessions }), 0);
      const out = new Set<Session>();
      for (const isTake of takes) {
        const [first] = out;
        if (isTake) {
          const session = pace.take(0);
          expect(session === undefined).toBe(out.size === sessions);
          if (session === undefined) continue;
          expect(out.has(session)).toBe(false);
          out.add(session);
        } else if (first !== undefined) {
          out.delete(first);
          pace.rest(first, 0);
        }
      }
      while (out.size < sessions) {
        const session = pace.take(0);
        if (session === undefined) throw new Error('one of them is lost');
        out.add(session);
      }
    }),
  );
});

test('draws who asks: in no fixed order, and the same for the same seed', () => {
  const order = (seed: number) => {
    const pace = new Pace(parseLoadOptions({ sessions: 2, seed }), 0);
    const numbers = new Map<Session | undefined, number>();
    return Array.from({ length: 100 }, () => {
      const session = pace.take(0);
      if (session !== undefined) pace.rest(session, 0);
      if (!numbers.has(session)) numbers.set(session, numbers.size);
      return numbers.get(session);
    });
  };
  const drawn = order(1);
  expect(order(1)).toEqual(drawn);
  expect(order(2)).not.toEqual(drawn);
  const changes = drawn.filter((number, index) => index > 0 && number !== drawn[index - 1]).length;
  expect(changes).toBeGreaterThan(30);
  expect(changes).toBeLessThan(70);
});

test('keeps what was due for a second, and no longer', () => {
  const pace = new Pace(parseLoadOptions({ sessions: 10_000, rate: 100 }), 0);
  const count = (now: number) => {
    let taken = 0;
    while (pace.take(now) !== undefined) taken += 1;
    return taken;
  };
  expect(count(0)).toBe(1);
  expect(count(9)).toBe(0);
  expect(count(10)).toBe(1);
  expect(count(910)).toBe(90);
  expect(pace.skipped).toBe(0);
  expect(count(10_910)).toBe(101);
  expect(pace.skipped).toBe(899);
  expect(pace.dueAt).toBe(10_910);
});

test('lets a session rest', () => {
  const pace = new Pace(parseLoadOptions({ sessions: 1, thinkTime: 50 }), 0);
  const session = pace.take(0);
  if (session === undefined) throw new Error('there is one');
  pace.rest(session, 10);
  expect(pace.take(59)).toBeUndefined();
  expect(pace.take(60)).toBe(session);
});
