import { describe, expect, test } from 'vitest';
import { startRouter } from '../routers.fixture.ts';
import { byKey, foundIn, named, probeWith, rowsOf } from './cookie-routes.fixture.ts';

/** Gives sessions to pods as `pick` says, and keeps them there. */
async function tried(pick: () => number, readyBackends?: number) {
  await using router = await startRouter(
    byKey((keys) => {
      const pod = named(keys[0]) ?? pick();
      return { pod, set: keys.length > 0 ? [] : [`key=pod-${pod}; Path=/; HttpOnly`] };
    }),
  );
  const report = await probeWith(router, ['fairness'], readyBackends === undefined ? {} : { readyBackends });
  const [row] = rowsOf(report, 'fairness');
  return { report, row, found: foundIn(report) };
}

describe('new sessions', () => {
  test('in turns are as even as can be told', async () => {
    let turn = 0;
    const { row, found } = await tried(() => turn++ % 2);
    expect(row).toMatchObject({ finding: '40 sessions, 20 : 20: as even as 40 can tell', requests: 40, log10Odds: 0 });
    expect(found).toEqual([]);
    expect(Object.values(row?.backends ?? {})).toEqual([20, 20]);
  });

  test('of which one pod gets one in eight are uneven', async () => {
    let turn = 0;
    const { row, found } = await tried(() => (turn++ % 8 === 0 ? 0 : 1));
    expect(row?.finding).toMatch(/^40 sessions, (5 : 35|35 : 5): uneven$/);
    expect(row?.log10Odds).toBeGreaterThanOrEqual(3);
    expect(found).toEqual(['uneven']);
  });

  test('are more where more pods are ready', async () => {
    let turn = 0;
    const { row } = await tried(() => turn++ % 2, 3);
    expect(row?.requests).toBe(60);
  });
});
