import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byConnection, byCookie, inTurns, probeMadeUp, type Routing, weighted } from './made-up-routers.fixture.ts';
import type { ProbeOptions } from './probe.ts';
import { type Random, seeded } from './random.ts';
import type { VerdictKind } from './verdict.ts';

type Make = (random: Random) => Routing;

/** A router that sets a cookie and picks without looking at it. */
function deaf(pick: () => number): Routing {
  return ({ cookies }) => ({ pod: pick(), set: cookies.has('key') ? [] : ['key=1; Path=/'] });
}

/** Adds an app's own cookies to what a router sets. */
function withApp(route: Routing, ...cookies: readonly string[]): Routing {
  return (asked) => {
    const routed = route(asked);
    return routed && { ...routed, set: [...(routed.set ?? []), ...cookies] };
  };
}

/** Probes `runs` routers of a kind, each with a seed of its own, and counts the verdicts. */
async function survey(make: Make, runs: number, options: ProbeOptions = {}) {
  const verdicts = new Map<string, number>();
  const requests: number[] = [];
  for (let run = 0; run < runs; run++) {
    const report = await probeMadeUp(make(seeded(1_000_000 + run)), { seed: run, ...options });
    const { kind, cookie } = report.verdict;
    const name = cookie === undefined ? kind : `${kind} ${cookie}`;
    verdicts.set(name, (verdicts.get(name) ?? 0) + 1);
    requests.push(report.requests);
  }
  requests.sort((one, other) => one - other);
  const share = (part: number) => requests[Math.floor((requests.length - 1) * part)] ?? 0;
  return { verdicts: Object.fromEntries(verdicts), median: share(0.5), almostAll: share(0.95) };
}

describe('routers made up at random get the right verdict with few requests', () => {
  const half = [1, 1];
  const third = [1, 1, 1];
  const cases: readonly [name: string, make: Make, verdict: string, median: number, almostAll: number][] = [
    [
      'at random over two',
      (random) => {
        const pick = weighted(half, random);
        return () => ({ pod: pick() });
      },
      'not-sticky',
      15,
      25,
    ],
    [
      'at random over three',
      (random) => {
        const pick = weighted(third, random);
        return () => ({ pod: pick() });
      },
      'not-sticky',
      17,
      25,
    ],
    [
      'in turns over two',
      () => {
        const pick = inTurns(2);
        return () => ({ pod: pick() });
      },
      'not-sticky',
      12,
      18,
    ],
    ['in turns over two, a cookie not honoured', () => deaf(inTurns(2)), 'cookie-not-honoured key', 240, 400],
    [
      'at random over two, a cookie not honoured',
      (random) => deaf(weighted(half, random)),
      'cookie-not-honoured key',
      540,
      850,
    ],
    ['cookie over two', (random) => byCookie(weighted(half, random)), 'sticky-by-cookie key', 45, 60],
    ['cookie over three', (random) => byCookie(weighted(third, random)), 'sticky-by-cookie key', 40, 50],
    ['cookie over ten', (random) => byCookie(weighted(Array(10).fill(1), random)), 'sticky-by-cookie key', 35, 60],
    ['cookie given in turns', () => byCookie(inTurns(2)), 'sticky-by-cookie key', 45, 55],
    [
      "cookie beside an app's two",
      (random) => withApp(byCookie(weighted(half, random)), 'sid=1', 'lang=de'),
      'sticky-by-cookie key',
      145,
      190,
    ],
    ['connections at random', (random) => byConnection(weighted(half, random)), 'sticky-by-connection', 45, 60],
    ['connections in turns', () => byConnection(inTurns(2)), 'sticky-by-connection', 45, 55],
    [
      "connections, with an app's cookie",
      (random) => withApp(byConnection(weighted(half, random)), 'sid=1'),
      'sticky-by-connection',
      50,
      70,
    ],
    ['always the same', () => () => ({ pod: 0 }), 'one-backend', 300, 300],
  ];

  test.for(cases)('%s', async ([, make, verdict, median, almostAll]) => {
    const found = await survey(make, 50);

    // To say that nothing is held takes some hundreds of requests: one probe in a hundred runs out of them.
    const { inconclusive = 0, ...decided } = found.verdicts;
    expect(inconclusive).toBeLessThanOrEqual(verdict.startsWith('cookie-not-honoured') ? 1 : 0);
    expect(decided).toEqual({ [verdict]: 50 - inconclusive });
    expect(found.median).toBeLessThanOrEqual(median);
    expect(found.almostAll).toBeLessThanOrEqual(almostAll);
  });
});

describe('what holds only in part, or in an odd way', () => {
  const two = [1, 1];

  test('two cookies that are both needed are named together', async () => {
    const make: Make = (random) => {
      const pick = weighted(two, random);
      return ({ cookies }) => {
        const [a, b] = [cookies.get('a'), cookies.get('b')];
        if (a !== undefined && b !== undefined) return { pod: Number(a) };
        const pod = pick();
        return { pod, set: [`a=${pod}`, `b=${pod}`] };
      };
    };
    const { verdict } = await probeMadeUp(make(seeded(1)), { seed: 1 });
    expect(verdict).toMatchObject({
      kind: 'sticky-by-cookie',
      headline: 'Sticky by the cookies "a" and "b" together.',
    });
    expect(verdict).not.toHaveProperty('cookie');
  });

  test('two cookies that each do are both named', async () => {
    const pick = weighted(two, seeded(1));
    const { verdict } = await probeMadeUp(
      ({ cookies }) => {
        const known = cookies.get('a') ?? cookies.get('b');
        if (known !== undefined) return { pod: Number(known) };
        const pod = pick();
        return { pod, set: [`a=${pod}`, `b=${pod}`] };
      },
      { seed: 1 },
    );
    expect(verdict.headline).toBe('Sticky by cookie "a", and by "b" as well.');
  });

  test('a first answer from elsewhere is told, since what it stored is lost', async () => {
    const pick = weighted(two, seeded(1));
    const { verdict } = await probeMadeUp(
      ({ cookies }) => {
        const key = cookies.get('key');
        return key === undefined ? { pod: pick(), set: [`key=${pick()}`] } : { pod: Number(key) };
      },
      { seed: 1 },
    );
    expect(verdict.kind).toBe('sticky-by-cookie');
    expect(verdict.advice).toContain(
      'The first answer can come from another pod than those after it: what it stored there is lost.',
    );
  });

  test('a cookie that leads everybody to one pod is not taken for affinity', async () => {
    const { verdicts } = await survey((random) => {
      const pick = weighted(two, random);
      return ({ cookies }) => (cookies.has('key') ? { pod: 0 } : { pod: pick(), set: ['key=1'] });
    }, 3);
    expect(verdicts).toEqual({ inconclusive: 3 });
  });

  test('a cookie honoured half of the time does not pass for a kept connection', async () => {
    const { verdicts } = await survey((random) => {
      const pick = weighted(two, random);
      return ({ cookies }) => {
        const key = cookies.get('key');
        if (key !== undefined && random() < 0.5) return { pod: Number(key) };
        const pod = pick();
        return { pod, set: [`key=${pod}`] };
      };
    }, 60);
    // One in 20 may look sticky: that is what `leak` is for.
    expect(verdicts['partly-sticky key']).toBeGreaterThanOrEqual(57);
  });

  test('failures on the way change no verdict', async () => {
    const failing =
      (route: Routing, random: Random): Routing =>
      (asked) =>
        random() < 0.15 ? undefined : route(asked);
    const { verdicts: sticky } = await survey((random) => failing(byCookie(weighted(two, random)), random), 60);
    expect(sticky).toEqual({ 'sticky-by-cookie key': 60 });
    const { verdicts: loose } = await survey((random) => failing(deaf(weighted(two, random)), random), 60);
    const { inconclusive = 0, ...decided } = loose;
    expect(inconclusive).toBeLessThanOrEqual(1);
    expect(decided).toEqual({ 'cookie-not-honoured key': 60 - inconclusive });
  });

  test('a small pod is found, or its being missed is owned up to', async () => {
    const { verdicts } = await survey((random) => byCookie(weighted([9, 1], random)), 60);
    const { 'sticky-by-cookie key': sticky = 0, 'one-backend': missed = 0 } = verdicts;
    expect(sticky + missed).toBe(60);
    expect(missed).toBeLessThanOrEqual(14);
  });
});

describe('the odds keep their word', () => {
  const stickyKinds: readonly VerdictKind[] = ['sticky-by-cookie', 'sticky-by-connection'];

  test('asked for 20 : 1, at most one route in twenty that holds nobody is called sticky', {
    timeout: 60_000,
  }, async () => {
    const blind: readonly Make[] = [
      (random) => deaf(weighted([1, 1], random)),
      (random) => deaf(weighted([4, 1], random)),
      (random) => deaf(weighted([1, 1, 1], random)),
      () => deaf(inTurns(2)),
      () => deaf(inTurns(3)),
      // Stays with a pod for some requests, whoever asks: what a client alone would take for affinity.
      (random) => deaf(inRuns(2, 6, random)),
      (random) => deaf(inRuns(3, 10, random)),
    ];
    const runs = 150;
    let called = 0;
    for (const make of blind) {
      const { verdicts } = await survey(make, runs, { odds: 20, maxRequests: 100 });
      for (const [verdict, count] of Object.entries(verdicts)) {
        if (stickyKinds.some((kind) => verdict.startsWith(kind))) called += count;
      }
    }
    expect(called / (runs * blind.length)).toBeLessThan(1 / 20);
    // A bound that nothing ever comes near would prove nothing.
    expect(called).toBeGreaterThan(0);
  });

  test('at a million to one, no pattern of answers that ignores who asks is called sticky', async () => {
    const patterns = fc.array(fc.nat(2), { minLength: 2, maxLength: 12 }).filter((pods) => new Set(pods).size > 1);
    await fc.assert(
      fc.asyncProperty(patterns, fc.nat(), async (pods, seed) => {
        let turn = 0;
        const report = await probeMadeUp(
          deaf(() => pods[turn++ % pods.length] ?? 0),
          { seed, maxRequests: 150 },
        );
        expect(stickyKinds).not.toContain(report.verdict.kind);
      }),
      { numRuns: 200 },
    );
  });
});

/** One pod for about `length` requests in a row, then another. */
function inRuns(pods: number, length: number, random: Random): () => number {
  let pod = 0;
  return () => {
    if (random() < 1 / length) pod = (pod + 1) % pods;
    return pod;
  };
}
