import { describe, expect, test } from 'vitest';
import type { ExperimentName } from '../index.ts';
import { inTurns, probeMadeUp, type Routing, weighted } from '../made-up-routers.fixture.ts';
import { type Random, seeded } from '../random.ts';
import type { HygieneFindingId } from './hygiene.ts';

/** How often a claim may be false, as its odds say; a longer run is asked for by the environment. */
const odds = 20;
const runs = Number(process.env.STICKY_CLAIM_RUNS ?? 50);

/** Names its pods, and sends whoever brings another value to the pod that `pick` says; `fails` requests of all kinds. */
function pins(pick: (random: Random) => () => number, fails = 0): (random: Random) => Routing {
  return (random) => {
    const next = pick(random);
    let asked = 0;
    return ({ cookies }) => {
      // Who gets no answer at all at first is given up.
      if (++asked > 10 && random() < fails) return undefined;
      const key = cookies.get('key');
      if (key === 'pod-0' || key === 'pod-1') return { pod: Number(key.at(-1)) };
      const pod = next();
      return { pod, set: key === undefined ? [`key=pod-${pod}; Path=/`] : [] };
    };
  };
}

/** How many of the sticky routers of a kind were said to be what they are not, and how many there were. */
async function survey(
  make: (random: Random) => Routing,
  experiments: readonly ExperimentName[],
  ...claims: readonly HygieneFindingId[]
) {
  let sticky = 0;
  let claimed = 0;
  for (let run = 0; run < runs; run++) {
    const report = await probeMadeUp(make(seeded(9_000_000 + run)), {
      seed: run,
      odds,
      experiments,
      identity: '/uuid',
    });
    if (report.verdict.kind !== 'sticky-by-cookie') continue;
    sticky++;
    if (report.hygiene?.findings.some(({ id }) => claims.includes(id))) claimed++;
  }
  return { sticky, claimed };
}

/** The most that chance gives, once in 1,000 such tests, of so many claims that are false once in `odds`. */
function atMost(sticky: number): number {
  const expected = sticky / odds;
  return expected + 3.1 * Math.sqrt(expected);
}

describe('what is claimed of odd cookies is false no more often than its odds say', () => {
  const anyPod = (random: Random) => weighted([1, 1], random);
  const turns = () => inTurns(2);
  const mostlyFirst = (random: Random) => weighted([9, 1], random);

  test.for<[kind: string, make: (random: Random) => Routing]>([
    ['at random', pins(anyPod)],
    ['in turns', pins(turns)],
    ['nine times of ten to the first', pins(mostlyFirst)],
  ])('made-up values hold nobody where they are balanced %s', async ([, make]) => {
    const { sticky, claimed } = await survey(make, ['forged'], 'forged-held');
    expect(sticky).toBeGreaterThan(runs / 2);
    expect(claimed).toBeLessThanOrEqual(atMost(sticky));
  });

  test('they are not refused by a route that fails three times of ten', async () => {
    const { sticky, claimed } = await survey(
      pins(anyPod, 0.3),
      ['forged', 'stale', 'oversized'],
      'forged-refused',
      'stale-refused',
      'oversized-refused',
    );
    expect(sticky).toBeGreaterThan(runs / 2);
    expect(claimed).toBeLessThanOrEqual(3 * atMost(sticky));
  });

  test('the first of two values does not count where the last does', async () => {
    // A made-up router gets the last of two.
    const { sticky, claimed } = await survey(pins(anyPod), ['duplicate'], 'duplicate-first');
    expect(sticky).toBeGreaterThan(runs / 2);
    expect(claimed).toBeLessThanOrEqual(atMost(sticky));
  });

  test('new sessions are not uneven where the chances are even', async () => {
    const { sticky, claimed } = await survey(pins(anyPod), ['fairness'], 'uneven');
    expect(sticky).toBeGreaterThan(runs / 2);
    // Once in 1,000, whatever the odds of the verdict.
    expect(claimed).toBeLessThanOrEqual(sticky / 1000 + 3.1);
  });
});
