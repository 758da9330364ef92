import { describe, expect, test } from 'vitest';
import { startRouter } from '../routers.fixture.ts';
import { anyPod, byKey, foundIn, probeWith, rowsOf } from './cookie-routes.fixture.ts';

/** A route that refuses Cookie headers above so many bytes. */
async function tried(limit: number, status = 431) {
  const sizes = new Set<number>();
  await using router = await startRouter(
    byKey((_, request) => {
      const size = request.headers.cookie?.length ?? 0;
      sizes.add(size);
      return size > limit ? { status } : { pod: anyPod() };
    }),
  );
  const report = await probeWith(router, ['oversized']);
  const [row] = rowsOf(report, 'oversized');
  return { report, row, found: foundIn(report), sizes: [...sizes].filter((size) => size > 1000) };
}

describe('large cookies', () => {
  test('are refused above what the router takes, in answers that are no chance', async () => {
    const { report, row, found, sizes } = await tried(8192);
    expect(sizes).toEqual([4096, 8192]);
    // Node's own limit, before the router hears of it.
    expect(row?.finding).toBe('8 KiB answered, 16 KiB refused: status 431');
    expect(row?.log10Odds).toBeGreaterThanOrEqual(6);
    expect(found).toEqual(['oversized-refused']);
    expect(report.hygiene?.findings.find(({ id }) => id === 'oversized-refused')?.severity).toBe('note');
  });

  test('of 4 KiB, which one cookie can have, are refused: a warning', async () => {
    const { report, row } = await tried(2048, 400);
    expect(row?.finding).toBe('4 KiB refused: status 400');
    expect(report.hygiene?.findings.find(({ id }) => id === 'oversized-refused')?.severity).toBe('warning');
    expect(report.verdict.advice).toContain('4 KiB of cookies are refused: status 400.');
  });

  test('do not count as refused where anything fails half of the time', async () => {
    let asked = 0;
    await using router = await startRouter(byKey(() => (asked++ % 2 === 0 ? { status: 503 } : { pod: anyPod() })));
    const report = await probeWith(router, ['oversized'], { maxRequests: 60 });
    expect(
      report.hygiene?.findings.filter(({ id, text }) => id === 'oversized-refused' && !text.startsWith('16')),
    ).toEqual([]);
  });
});
