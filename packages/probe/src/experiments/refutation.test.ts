import { describe, expect, test } from 'vitest';
import { type Draw, draw, type Lot } from '../betting.ts';
import { seeded } from '../random.ts';
import { afterAnswer, nothingRefuted, oddsAgainstHolding, type Refutation } from './refutation.ts';

const lots: readonly Lot[] = [
  { chance: 0.2, trust: 0 },
  ...['a', 'a', 'b', 'b'].map((home, session) => ({ chance: 0.2, session, home, trust: 0.999 })),
];

/** Requests of clients that are held by nothing, answered by any of these backends. */
function ask(told: Refutation, backends: readonly string[], requests: number, newest = 10): Refutation {
  const random = seeded(requests);
  let now = told;
  for (let request = 0; request < requests; request++) {
    const drawn: Draw = draw('t', lots, random);
    now = afterAnswer(now, backends[Math.floor(random() * backends.length)] ?? 'a', newest, drawn);
  }
  return now;
}

describe('the odds against holding', () => {
  const before = ask(nothingRefuted, ['a', 'b'], 900);

  test('grow while all backends answer', () => {
    expect(oddsAgainstHolding(before)).toBeGreaterThan(1);
  });

  test('stand still as soon as a backend is silent, though clients meet others than their own', () => {
    const odds = oddsAgainstHolding(ask(before, ['a'], 1));
    expect(oddsAgainstHolding(ask(before, ['a'], 40))).toBeLessThanOrEqual(odds + 0.5);
  });

  test('begin anew, with less of a stake and with other clients, once it is silent for good', () => {
    const after = ask(before, ['a'], 120, 77);
    expect(after).toMatchObject({ restarts: 1, forgotten: 77 });
    expect([...after.living.keys()]).toEqual(['a']);
    expect(oddsAgainstHolding(after)).toBe(0);
  });
});
