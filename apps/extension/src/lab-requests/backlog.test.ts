import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backlog } from './backlog.ts';
import type { GapRow, Row } from './protocol.ts';

// Any row will do: these are numbered by their text.
const row = (number: number): GapRow => ({ type: 'gap', text: String(number) });
const create = () => new Backlog((count) => ({ type: 'gap', text: `gap of ${count}` }));
const add = (backlog: Backlog, first: number, last: number) => {
  for (let number = first; number <= last; number += 1) backlog.add(row(number));
};
const texts = (rows: readonly Row[]) => rows.map((one) => (one.type === 'gap' ? one.text : ''));

describe('what the panel does not have yet', () => {
  test('is handed out in parts, in order, once', () => {
    const backlog = create();
    add(backlog, 1, 5);

    expect(texts(backlog.take(2))).toEqual(['1', '2']);
    expect(backlog.isEmpty).toBe(false);
    expect(texts(backlog.take(9))).toEqual(['3', '4', '5']);
    expect(backlog.isEmpty).toBe(true);
    expect(backlog.take(9)).toEqual([]);
  });

  test('is the newest 1,000 at most, and how many are missing before them', () => {
    const backlog = create();
    add(backlog, 1, 1);
    backlog.take(9);

    add(backlog, 2, 5_000);

    expect(texts(backlog.take(2))).toEqual(['gap of 3999', '4001', '4002']);
  });

  test('is every row once, as a row or in a gap, however the panel takes them', () => {
    const steps = fc.array(fc.record({ added: fc.nat(2_500), taken: fc.integer({ min: 1, max: 300 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const backlog = create();
        let added = 0;
        let next = 1;
        const take = (most: number) => {
          for (const text of texts(backlog.take(most))) {
            const missed = /^gap of (\d+)$/.exec(text)?.[1];
            if (missed === undefined) expect(text).toBe(String(next));
            next += Number(missed ?? 1);
          }
        };
        for (const step of all) {
          add(backlog, added + 1, added + step.added);
          added += step.added;
          take(step.taken);
        }
        take(1_000);
        expect(next).toBe(added + 1);
        expect(backlog.isEmpty).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

test('a new panel gets all that is kept, and is told of no gap', () => {
  const backlog = create();
  add(backlog, 1, 1_500);
  backlog.take(100);

  backlog.rewind();

  const all = texts(backlog.take(1_000));
  expect(all).toHaveLength(1_000);
  expect([all[0], all.at(-1)]).toEqual(['501', '1500']);
});

test('nothing is left when it is cleared', () => {
  const backlog = create();
  add(backlog, 1, 1_500);
  backlog.clear();
  expect(backlog.isEmpty).toBe(true);
  backlog.rewind();
  expect(backlog.take(9)).toEqual([]);
  add(backlog, 1, 1);
  expect(texts(backlog.take(9))).toEqual(['1']);
});
