import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VisitCounter } from './visits.ts';

test('a session counts up', () => {
  const counter = new VisitCounter();
  const first = counter.count(undefined);
  expect(first.visits).toBe(1);
  expect(counter.count(first.session)).toEqual({ session: first.session, visits: 2 });
});

test('an id from another pod is not taken over: the visitor starts again', () => {
  const here = new VisitCounter();
  const { session } = new VisitCounter().count(undefined);
  const visit = here.count(session);
  expect(visit.visits).toBe(1);
  expect(visit.session).not.toBe(session);
});

test('of too many sessions the one not seen for longest is forgotten', () => {
  const counter = new VisitCounter(2);
  const a = counter.count(undefined).session;
  const b = counter.count(undefined).session;
  counter.count(a);
  counter.count(undefined);
  expect(counter.count(a).visits).toBe(3);
  expect(counter.count(b).visits).toBe(1);
});

test('whatever ids come in, the newest sessions up to the limit are kept and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.string()), (limit, ids) => {
      const counter = new VisitCounter(limit);
      const sessions = ids.map((id) => counter.count(id).session);
      const kept = sessions.slice(-limit);
      expect(kept.map((session) => counter.count(session).visits)).toEqual(kept.map(() => 2));
      const forgotten = sessions.slice(0, -limit);
      expect(forgotten.every((session) => counter.count(session).visits === 1)).toBe(true);
    }),
  );
});
