import { describe, expect, test } from 'vitest';
import { byCookie, inTurns, madeUpClock, probeMadeUp, type Routing } from '../made-up-routers.fixture.ts';
import type { ProbeOptions } from '../probe.ts';
import { startRouter } from '../routers.fixture.ts';
import { byKey, foundIn, pinning, probeWith, rowsOf } from './cookie-routes.fixture.ts';

const named: ProbeOptions = { seed: 1, experiments: ['expiry'] };
const anHour = '; Path=/; HttpOnly; Max-Age=3600';

/** Probes for hours that take no time; tells also for how long it said that it waits, in minutes. */
async function forHours(route: Routing, options: ProbeOptions = {}) {
  const waits: number[] = [];
  const report = await probeMadeUp(
    route,
    {
      ...named,
      longestWait: 7_200_000,
      onProgress: ({ waits: told }) => void (told && waits.push(Math.round(told / 60_000))),
      ...options,
    },
    'http://sticky.test/',
    madeUpClock(),
  );
  expect(report.verdict.kind).toBe('sticky-by-cookie');
  return { report, waits, rows: rowsOf(report, 'expiry'), found: foundIn(report) };
}

describe('a visit that outlasts its cookie', () => {
  test('jumps where the end is fixed', async () => {
    const { rows, found, waits, report } = await forHours(byCookie(inTurns(2), anHour));

    expect(rows).toMatchObject([{ finding: expect.stringMatching(/^[1-8] of 8 jumped when their cookie ended$/) }]);
    expect(rows).toMatchObject([{ stayed: false, log10Odds: 0 }]);
    expect(found).toEqual(['ends-in-visit', 'ends-in-visit']);
    expect(waits).toEqual([30, 30]);
    expect(report.took).toBeGreaterThan(3_600_000);
  });

  test('stays where each answer renews it', async () => {
    const pick = inTurns(2);
    const { rows, found, report } = await forHours(({ cookies }) => {
      const pod = Number(cookies.get('key') ?? pick());
      return { pod, set: [`key=${pod}${anHour}`] };
    });

    expect(rows).toMatchObject([{ finding: '8 of 8 stayed, 8 with a renewed cookie', stayed: true }]);
    expect(found).toEqual([]);
    expect(report.hygiene?.cookies[0]?.lifetime).toEqual({ ends: 'sliding', seconds: 3600 });
  });

  test('is not waited for longer than the caller allows', async () => {
    const { rows } = await forHours(byCookie(inTurns(2), anHour), { longestWait: 3_600_000 });
    expect(rows).toEqual([]);
  });

  test('is not waited for unasked', async () => {
    const { rows } = await forHours(byCookie(inTurns(2), anHour), { experiments: 'all' });
    expect(rows).toEqual([]);
  });

  test('ends its wait when the probe is stopped, with what is known so far', async () => {
    await using router = await startRouter(byKey(pinning('; Path=/; HttpOnly; Max-Age=60')));
    const stop = new AbortController();

    const report = await probeWith(router, ['expiry'], {
      stop: stop.signal,
      onProgress: ({ waits }) => void (waits && stop.abort()),
    });

    expect(report.verdict.kind).toBe('sticky-by-cookie');
    expect(rowsOf(report, 'expiry')).toMatchObject([{ requests: 8 }]);
  });

  test('is waited for in real time', async () => {
    await using router = await startRouter(byKey(pinning('; Path=/; HttpOnly; Max-Age=1')));
    const report = await probeWith(router, ['expiry']);
    expect(rowsOf(report, 'expiry')[0]?.requests).toBeGreaterThanOrEqual(24);
    expect(report.took).toBeGreaterThan(1_000);
  });
});
