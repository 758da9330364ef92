import { describe, expect, test } from 'vitest';
import type { ProbeProgress } from '../index.ts';
import { startRouter } from '../routers.fixture.ts';
import { anyPod, byKey, foundIn, named, pinning, probeWith, rowsOf } from './cookie-routes.fixture.ts';

describe('a visit that outlasts its cookie', () => {
  test('jumps where the end is fixed', async () => {
    let asked = 0;
    let ended = false;
    await using router = await startRouter(
      byKey((keys) => {
        const known = named(keys[0]);
        if (known !== undefined) return { pod: known };
        const pod = ended ? 0 : asked++ % 2;
        return { pod, set: [`key=pod-${pod}; Path=/; HttpOnly; Max-Age=1`] };
      }),
    );
    const waits: number[] = [];

    const report = await probeWith(router, ['expiry'], {
      onProgress: ({ waits: told }: ProbeProgress) => {
        if (told === undefined) return;
        waits.push(told);
        ended = true;
      },
    });

    const [row] = rowsOf(report, 'expiry');
    expect(report.verdict.kind).toBe('sticky-by-cookie');
    expect(row?.finding).toMatch(/^4 of 8 jumped when their cookie ended$/);
    expect(foundIn(report)).toEqual(['ends-in-visit', 'ends-in-visit']);
    expect(waits.length).toBeGreaterThan(0);
  });

  test('stays where each answer renews it', async () => {
    await using router = await startRouter(
      byKey((keys) => {
        const pod = named(keys[0]) ?? anyPod();
        return { pod, set: [`key=pod-${pod}; Path=/; HttpOnly; Max-Age=1`] };
      }),
    );

    const report = await probeWith(router, ['expiry']);

    expect(rowsOf(report, 'expiry')).toMatchObject([
      { finding: '8 of 8 stayed, 8 with a renewed cookie', stayed: true },
    ]);
    expect(foundIn(report)).toEqual([]);
    expect(report.hygiene?.cookies[0]?.lifetime).toEqual({ ends: 'sliding', seconds: 1 });
  });

  test('is not waited for longer than the caller allows, nor unasked', async () => {
    await using router = await startRouter(byKey(pinning('; Path=/; HttpOnly; Max-Age=60')));

    expect(rowsOf(await probeWith(router, ['expiry'], { longestWait: 1_000 }), 'expiry')).toEqual([]);
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
});
