import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../random.ts';
import { startRouter } from '../routers.fixture.ts';
import {
  anyPod,
  byKey,
  foundIn,
  hashed,
  type KeyRoute,
  named,
  pinning,
  probeWith,
  rowsOf,
} from './cookie-routes.fixture.ts';
import { unknownLike } from './stale.ts';

const experiments = ['forged', 'stale'] as const;

/** What the two experiments say of a route. */
async function tried(route: KeyRoute) {
  await using router = await startRouter(byKey(route));
  const report = await probeWith(router, experiments);
  expect(report.verdict.kind).toBe('sticky-by-cookie');
  const [forged] = rowsOf(report, 'forged');
  const [stale] = rowsOf(report, 'stale');
  return { report, forged, stale, found: foundIn(report) };
}

describe('a value that the route never gave', () => {
  test('is replaced by a route that knows its pods: nothing is wrong with that', async () => {
    const { forged, stale, found } = await tried(pinning());

    expect(forged).toMatchObject({ finding: 'holds nobody, replaced', stayed: false, failures: 0 });
    expect(stale).toMatchObject({ finding: 'holds nobody, replaced', stayed: false, failures: 0 });
    expect(found).toEqual([]);
  });

  test('holds where the value is hashed, with the odds asked for', async () => {
    const { report, forged, stale, found } = await tried((keys) => {
      const [key] = keys;
      if (key !== undefined) return { pod: hashed(key) };
      const given = `${Math.random()}`;
      return { pod: hashed(given), set: [`key=${given}; Path=/; HttpOnly`] };
    });

    expect(forged).toMatchObject({ finding: 'holds as well, not replaced', stayed: true });
    expect(stale).toMatchObject({ stayed: true });
    expect(forged?.log10Odds).toBeGreaterThanOrEqual(6);
    expect(found).toEqual(['forged-held']);
    expect(report.hygiene?.findings.find(({ id }) => id === 'forged-held')?.log10Odds).toBeGreaterThanOrEqual(6);
  });

  test('that is neither held nor replaced leaves its client loose: a warning', async () => {
    const { stale, found } = await tried((keys) => {
      const known = named(keys[0]);
      if (known !== undefined) return { pod: known };
      const pod = anyPod();
      return keys.length > 0 ? { pod } : { pod, set: [`key=pod-${pod}; Path=/; HttpOnly`] };
    });

    expect(stale).toMatchObject({ finding: 'holds nobody, not replaced' });
    expect(found).toEqual(['stale-loose']);
  });

  test('that is refused shuts its client out: a warning, when it is sure not to be chance', async () => {
    const { report, forged, stale, found } = await tried((keys) => {
      const known = named(keys[0]);
      if (known !== undefined) return { pod: known };
      const pod = anyPod();
      return keys.length > 0 ? { status: 502 } : { pod, set: [`key=pod-${pod}; Path=/; HttpOnly`] };
    });

    expect(forged).toMatchObject({ finding: 'refused: status 502' });
    expect(stale).toMatchObject({ finding: 'refused: status 502' });
    expect(found).toEqual(['stale-refused', 'forged-refused']);
    for (const { id, log10Odds } of report.hygiene?.findings ?? []) {
      if (id.endsWith('-refused')) expect(log10Odds).toBeGreaterThanOrEqual(6);
    }
    // Provoked: no user meets these failures.
    expect(report.verdict.advice.join()).not.toContain('requests failed');
  });

  test('of a route that fails now and then is not called refused', async () => {
    const route = pinning();
    let asked = 0;
    const { found, forged } = await tried((keys, request) =>
      ++asked % 5 === 0 ? { status: 503 } : route(keys, request),
    );

    expect(forged?.finding).toMatch(/^holds nobody, replaced/);
    expect(found).toEqual([]);
  });

  test('never enters the report', async () => {
    const { report } = await tried(pinning());

    expect(JSON.stringify(report)).not.toMatch(/sticky-probe-[a-z]|"pod-\d/);
  });

  test('is not made up for a route that is held by no cookie', async () => {
    await using router = await startRouter(byKey(() => ({ pod: anyPod() })));

    const report = await probeWith(router, experiments);

    expect(report.verdict.kind).toBe('not-sticky');
    expect([...rowsOf(report, 'forged'), ...rowsOf(report, 'stale')]).toEqual([]);
  });
});

describe('a value of no pod', () => {
  test('differs from those that are known just where they differ', () => {
    expect(unknownLike(['pod-0.x', 'pod-1.x'], seeded(1))).toMatch(/^pod-[2-9]\.x$/);
    expect(unknownLike(['a1f0', 'b2e0'], seeded(1))).toMatch(/^[a-f]\d[a-f]0$/);
  });

  test('has their form and is none of them', () => {
    const form = (value: string) => value.replace(/\d/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A');
    const value = fc.stringMatching(/^[a-zA-Z0-9|.~-]{6,40}$/);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.integer(), (known, seed) => {
        const made = unknownLike(known, seeded(seed));
        expect(known).not.toContain(made);
        if (made.length === known[0]?.length) expect(form(made)).toBe(form(known[0]));
      }),
    );
  });

  test('is found though all short ones are taken', () => {
    const digits = Array.from({ length: 10 }, (_, digit) => `${digit}`);
    expect(digits).not.toContain(unknownLike(digits, seeded(1)));
  });
});
