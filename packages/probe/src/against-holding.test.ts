import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AgainstHolding, againstHolding, answeredBy, leastAtGiver } from './against-holding.ts';
import { type Draw, draw, type Lot } from './betting.ts';
import { seeded } from './random.ts';

const backends = ['a', 'b', 'c', 'd', 'e'];
const met = fc.integer({ min: 2, max: 5 }).map((count) => backends.slice(0, count));

/** Up to four clients, given their cookies by any of the backends, a newcomer, and one on whom nothing is bet. */
const lots = fc
  .record({
    givers: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
    open: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
    newest: fc.boolean(),
  })
  .map(({ givers, open, newest }): Lot[] => {
    const rest = 1 - open - (newest ? 0.05 : 0);
    const clients = givers.map((home, session) => ({
      chance: rest / givers.length,
      session,
      home: home === 'c' ? 'a' : home,
      trust: 0.999,
    }));
    const last = { chance: 0.05, session: 99, home: 'b', trust: 0.9 };
    return [{ chance: open, trust: 0 }, ...clients, ...(newest ? [last] : [])];
  });

const answers = fc.array(fc.record({ lot: fc.nat(2), backend: fc.nat(4) }), { maxLength: 30 });

const asked = (lots: readonly Lot[], drawn: number): Draw => ({ test: 't', lots, drawn });

describe('the stake against each guess at where cookies lead', () => {
  test('does not grow on average where that is so, whoever answers the rest and whatever came before', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(met, lots, answers, fc.nat(4), part, (met, lots, answers, rest, more) => {
        const known = (index: number) => met[index % met.length] ?? 'a';
        const before = answers.reduce(
          (told, { lot, backend }) => answeredBy(told, known(backend), asked(lots, lot % lots.length)),
          answeredBy(againstHolding(met), 'a', asked(lots, 0)),
        );
        const anybody = known(rest);
        for (const [index, guess] of before.guesses.entries()) {
          const held = guess.part + (1 - guess.part) * more;
          const factor = (drawn: number, backend: string) => {
            const after = answeredBy(before, backend, asked(lots, drawn)).guesses[index];
            return 10 ** ((after?.log10Odds ?? 0) - guess.log10Odds);
          };
          const average = lots.reduce((sum, { chance, session = -1 }, drawn) => {
            const side = guess.homes[before.clients.indexOf(session)];
            const home = met.find((backend) => before.sides.get(backend) === side);
            if (home === undefined) return sum + chance * factor(drawn, anybody);
            return sum + chance * (held * factor(drawn, home) + (1 - held) * factor(drawn, anybody));
          }, 0);
          expect(average).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the smallest stake', () => {
  const clients = (...givers: readonly string[]): Lot[] => [
    { chance: 0.2, trust: 0 },
    ...givers.map((home, session) => ({ chance: 0.8 / givers.length, session, home, trust: 0.999 })),
  ];

  /** Of 1,000 requests; `answer` picks a backend for the client, if it is one that is known. */
  function play(lots: readonly Lot[], answer: (session: number | undefined, random: () => number) => string, seed = 1) {
    const random = seeded(seed);
    let told: AgainstHolding = againstHolding(['a', 'b']);
    for (let request = 0; request < 1_000; request++) {
      const drawn = draw('t', lots, random);
      told = answeredBy(told, answer(drawn.lots[drawn.drawn]?.session, random), drawn);
    }
    return told.log10Odds;
  }

  const anyOf = (random: () => number) => (random() < 0.5 ? 'a' : 'b');
  const lots = clients('a', 'a', 'b', 'b');

  test('grows where nothing is held', () => {
    expect(play(lots, (_, random) => anyOf(random))).toBeGreaterThan(6);
  });

  test('grows fast where the next answer can be told beforehand', () => {
    let turn = 0;
    expect(play(lots, () => (turn++ % 2 === 0 ? 'a' : 'b'))).toBeGreaterThan(20);
  });

  // The giver is no home here: whoever takes it for one wins as if nothing were held.
  const homes = { 'all to the same': 'aaaa', 'each to the other': 'bbaa', 'without an order': 'abba' };
  test.for(Object.entries(homes))('does not where half is held, and cookies lead %s', ([, homes]) => {
    for (let seed = 1; seed <= 5; seed++) {
      const answer = (session: number | undefined, random: () => number) =>
        session !== undefined && random() < 0.5 ? (homes[session] ?? 'a') : anyOf(random);
      expect(play(lots, answer, seed)).toBeLessThan(2);
    }
  });

  test('does not where less is held by the backends that gave the cookies', () => {
    const answer = (session: number | undefined, random: () => number) =>
      session !== undefined && random() < leastAtGiver ? (lots[session + 1]?.home ?? 'a') : anyOf(random);
    expect(play(lots, answer)).toBeLessThan(2);
  });

  test('assumes the worst of a client that is gone', () => {
    const [opening, one, other, ...rest] = lots;
    const before = answeredBy(againstHolding(['a', 'b']), 'b', asked(lots, 1));
    const left = [opening, other, ...rest].flatMap((lot) => lot ?? []);
    const after = answeredBy(before, 'a', asked(left, 0));
    expect(one?.session).toBe(0);
    expect(after.clients).toEqual([1, 2, 3]);
    expect(after.guesses.length).toBeLessThan(before.guesses.length);
    expect(after.log10Odds).toBeLessThanOrEqual(before.log10Odds + 0.5);
  });
});
