import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../sample.ts';
import { formatTime, layOutTimeline, tickTimes } from './timeline-layout.ts';

const sample = (at: number, session: number, backend: string | undefined): Sample => ({
  at,
  session,
  experiment: 'cookie',
  connection: 1,
  cookiesSet: [],
  took: 1,
  ...(backend === undefined ? { failure: 'timeout' } : { backend }),
});

describe('the layout of the timeline', () => {
  test('has a row a backend, and one for failures only where there are some', () => {
    const rows = (samples: readonly Sample[]) =>
      layOutTimeline(samples, ['a', 'b'], new Set(), [], 0).rows.map(({ backend }) => backend);
    expect(rows([sample(0, 1, 'a')])).toEqual(['a', 'b']);
    expect(rows([sample(0, 1, 'a'), sample(1, 1, undefined)])).toEqual(['a', 'b', undefined]);
  });

  test('keeps a client in one lane of a row, and clients apart', () => {
    const samples = [sample(0, 1, 'a'), sample(1, 2, 'a'), sample(2, 1, 'a')];
    const [first, second, third] = layOutTimeline(samples, ['a'], new Set([1, 2]), [], 0).marks.map(({ y }) => y);
    expect(third).toBe(first);
    expect(second).not.toBe(first);
  });

  test('keeps every mark in its row and in the picture, in the order of time', () => {
    const samples = fc.array(
      fc.record({ at: fc.nat(100_000), session: fc.nat(60), backend: fc.constantFrom('a', 'b', 'c', undefined) }),
      { minLength: 1, maxLength: 120 },
    );
    fc.assert(
      fc.property(samples, fc.array(fc.nat(100_000), { maxLength: 4 }), (given, events) => {
        const all = given.map(({ at, session, backend }) => sample(at, session, backend));
        const layout = layOutTimeline(all, ['a', 'b', 'c'], new Set(all.map(({ session }) => session)), events, 20);
        for (const { sample, x, y } of layout.marks) {
          const row = layout.rows.find(({ backend }) => backend === sample.backend);
          expect(y).toBeGreaterThan(row?.top ?? Infinity);
          expect(y).toBeLessThan((row?.top ?? 0) + (row?.height ?? 0));
          expect(x).toBeGreaterThan(layout.left);
          expect(x).toBeLessThan(layout.right);
        }
        const inTime = layout.marks.toSorted((one, other) => one.sample.at - other.sample.at);
        expect(inTime.map(({ x }) => x)).toEqual(inTime.map(({ x }) => x).toSorted((one, other) => one - other));
      }),
    );
  });

  test('has a few ticks at round times, each with a label of its own', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (end) => {
        const ticks = tickTimes(end);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(new Set(ticks.map((at) => formatTime(at, end))).size).toBe(ticks.length);
      }),
    );
    expect(tickTimes(19_000).map((at) => formatTime(at, 19_000))).toEqual(['0 s', '5 s', '10 s', '15 s']);
    expect(tickTimes(90).map((at) => formatTime(at, 90))).toEqual(['0 ms', '20 ms', '40 ms', '60 ms', '80 ms']);
  });
});
