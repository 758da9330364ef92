import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessEntry } from '../testing/access-entry.ts';
import { AccessLog, type ReadOptions } from './access-log.ts';

/** Entries `first` to `last`, numbered by their paths. */
function record(log: AccessLog, first: number, last: number): void {
  for (let number = first; number <= last; number += 1) log.record(() => accessEntry({ path: `/${number}` }));
}

async function read(log: AccessLog, options: Partial<ReadOptions> = {}) {
  const found = { paths: [] as unknown[], leftOut: 0 };
  for await (const { entries, leftOut } of log.read({
    follow: false,
    signal: AbortSignal.timeout(10_000),
    ...options,
  })) {
    found.paths.push(...entries.map(({ path }) => path));
    found.leftOut += leftOut;
  }
  return found;
}

describe('what is kept', () => {
  test('the last 1,000, oldest first, and of these the last ones', () => {
    fc.assert(
      fc.property(fc.nat(3_500), fc.nat(1_200), (recorded, count) => {
        const log = new AccessLog();
        record(log, 1, recorded);

        const kept = Math.min(recorded, 1_000, count);
        const expected = Array.from({ length: kept }, (_, index) => `/${recorded - kept + 1 + index}`);
        expect(log.last(count).map(({ path }) => path)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test('times to the microsecond, put into words once and only when somebody asks', () => {
    const log = new AccessLog();
    let words = 0;
    log.record(() => {
      words += 1;
      return accessEntry({ milliseconds: 0.869_584_000_000_031_7 });
    });
    expect(words).toBe(0);

    expect([log.last(), log.last()].flat().map(({ milliseconds }) => milliseconds)).toEqual([0.87, 0.87]);
    expect(words).toBe(1);
  });
});

describe('reading', () => {
  test('gives all that is kept, or the last ones', async () => {
    const log = new AccessLog();
    record(log, 1, 700);

    expect((await read(log)).paths).toHaveLength(700);
    expect(await read(log, { tail: 2 })).toEqual({ paths: ['/699', '/700'], leftOut: 0 });
    expect(await read(log, { tail: 0 })).toEqual({ paths: [], leftOut: 0 });
    expect(await read(new AccessLog())).toEqual({ paths: [], leftOut: 0 });
  });

  test('gives the last ones of those that match', async () => {
    const log = new AccessLog();
    for (let number = 1; number <= 9; number += 1) {
      const tries = [{ pod: `web-1-${'abc'[number % 3]}`, reason: 'random' as const }];
      log.record(() => accessEntry({ path: `/${number}`, tries }));
    }

    expect((await read(log, { tail: 2, filter: { pod: 'b' } })).paths).toEqual(['/4', '/7']);
    expect((await read(log, { tail: 9, filter: { pod: 'b' } })).paths).toEqual(['/1', '/4', '/7']);
    expect((await read(log, { tail: 2, filter: { pod: 'd' } })).paths).toEqual([]);
  });

  test('is over with what was there when it began', async () => {
    const log = new AccessLog();
    record(log, 1, 3);
    const reading = log.read({ follow: false, signal: new AbortController().signal });

    const first = await reading.next();
    record(log, 4, 5);

    expect(first.value?.entries).toHaveLength(3);
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });
});

describe('following', () => {
  test('gives what comes, until the signal aborts', async () => {
    const log = new AccessLog();
    const stop = new AbortController();
    const paths: unknown[] = [];
    record(log, 1, 2);

    for await (const { entries } of log.read({ tail: 1, follow: true, signal: stop.signal })) {
      paths.push(...entries.map(({ path }) => path));
      if (paths.length < 4) record(log, paths.length + 2, paths.length + 2);
      else stop.abort();
    }

    expect(paths).toEqual(['/2', '/3', '/4', '/5']);
  });

  test('ends also while there is nothing to give', async () => {
    const stop = new AbortController();
    const reading = read(new AccessLog(), { follow: true, signal: stop.signal });

    setImmediate(() => stop.abort());

    expect(await reading).toEqual({ paths: [], leftOut: 0 });
  });

  test('tells a reader that came too late how many are missing, and goes on with the oldest that is kept', async () => {
    const log = new AccessLog();
    const stop = new AbortController();
    const reading = log.read({ follow: true, signal: stop.signal });
    record(log, 1, 1);
    expect((await reading.next()).value).toMatchObject({ leftOut: 0, entries: [{ path: '/1' }] });

    record(log, 2, 5_000);

    const part = (await reading.next()).value;
    expect(part?.leftOut).toBe(3_999);
    expect(part?.entries[0]).toMatchObject({ path: '/4001' });
    stop.abort();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  test('every entry is either given or counted as left out, however slow the reader is', async () => {
    const log = new AccessLog();
    const stop = new AbortController();
    const found = { given: 0, leftOut: 0 };
    let recorded = 1_777;
    record(log, 1, recorded);

    for await (const { entries, leftOut } of log.read({ follow: true, signal: stop.signal })) {
      found.given += entries.length;
      found.leftOut += leftOut;
      // The first 777 were forgotten before it began.
      if (777 + found.given + found.leftOut === recorded) stop.abort();
      else if (recorded < 20_000) {
        record(log, recorded + 1, recorded + 1_777);
        recorded += 1_777;
      }
    }

    expect(found.leftOut).toBeGreaterThan(0);
    expect(777 + found.given + found.leftOut).toBe(recorded);
  });
});
