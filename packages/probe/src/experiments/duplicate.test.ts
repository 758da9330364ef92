import { describe, expect, test } from 'vitest';
import { startRouter } from '../routers.fixture.ts';
import { anyPod, byKey, foundIn, hashed, type KeyRoute, named, probeWith, rowsOf } from './cookie-routes.fixture.ts';

/** Pins clients by the value that `pick` takes of those sent. */
function counting(pick: (keys: readonly string[]) => number | undefined): KeyRoute {
  return (keys) => {
    const pod = keys.length > 0 ? pick(keys) : undefined;
    if (pod !== undefined) return { pod };
    const given = anyPod();
    return { pod: given, set: [`key=pod-${given}; Path=/; HttpOnly`] };
  };
}

async function tried(route: KeyRoute) {
  await using router = await startRouter(byKey(route));
  const report = await probeWith(router, ['duplicate']);
  expect(report.verdict.kind).toBe('sticky-by-cookie');
  const [row] = rowsOf(report, 'duplicate');
  return { row, found: foundIn(report) };
}

describe('of two values of the holding cookie', () => {
  test('the first counts', async () => {
    const { row, found } = await tried(counting((keys) => named(keys[0])));
    expect(row).toMatchObject({ finding: 'the first counts', stayed: true });
    expect(row?.log10Odds).toBeGreaterThanOrEqual(6);
    expect(found).toEqual(['duplicate-first']);
  });

  test('the last counts', async () => {
    const { row, found } = await tried(counting((keys) => named(keys.at(-1))));
    expect(row).toMatchObject({ finding: 'the last counts', stayed: true });
    expect(row?.log10Odds).toBeGreaterThanOrEqual(6);
    expect(found).toEqual(['duplicate-last']);
  });

  test('neither counts where both together are no value', async () => {
    const { row, found } = await tried(counting((keys) => (keys.length > 1 ? anyPod() : named(keys[0]))));
    expect(row).toMatchObject({ finding: 'neither the first nor the last counts', stayed: false, log10Odds: 0 });
    expect(found).toEqual(['duplicate-loose']);
  });

  test('neither counts where both are hashed together, though each pair stays where it is', async () => {
    const { found } = await tried((keys) => {
      if (keys.length > 0) return { pod: hashed(keys.join()) };
      const given = `${Math.random()}`;
      return { pod: hashed(given), set: [`key=${given}; Path=/; HttpOnly`] };
    });
    expect(found).toEqual(['duplicate-loose']);
  });

  test('none is answered', async () => {
    const one = counting((keys) => named(keys[0]));
    const { row, found } = await tried((keys, request) => (keys.length > 1 ? { status: 400 } : one(keys, request)));
    expect(row).toMatchObject({ finding: 'refused' });
    expect(found).toEqual([]);
  });
});
