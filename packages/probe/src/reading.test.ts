import { expect, test } from 'vitest';
import type { Observation } from './planned.ts';
import { reading } from './reading.ts';

function observation(session: number): Observation {
  return {
    request: { experiment: 'fresh', session, connection: 'new', cookies: 'none' },
    sent: [],
    fields: {},
    cookie: '',
    setCookie: [],
    sample: { at: 0, experiment: 'fresh', session, connection: 1, cookiesSet: [], took: 1 },
  };
}

test('of a list that has grown only what is new is read', () => {
  let steps = 0;
  const sum = reading(0, (before, { sample }) => {
    steps++;
    return before + sample.session;
  });
  const seen = [observation(1), observation(2)];
  expect(sum(seen)).toBe(3);
  seen.push(observation(3));
  expect(sum(seen)).toBe(6);
  expect(steps).toBe(3);
});

test('a list that was put together anew is read anew', () => {
  const sum = reading(0, (before, { sample }) => before + sample.session);
  const seen = [observation(1), observation(2)];
  expect(sum(seen)).toBe(3);
  seen.splice(0, 2, observation(5), observation(6), observation(7));
  expect(sum(seen)).toBe(18);
});
