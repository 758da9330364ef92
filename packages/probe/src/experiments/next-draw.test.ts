import { describe, expect, test } from 'vitest';
import { seeded } from '../random.ts';
import { drawNext, opening } from './next-draw.ts';
import { type Holder, readStays, type Stays } from './stays.ts';

const nothing = readStays(['t'], []);
const rules = { test: 't', open: opening, wanted: 6, held: () => [], random: seeded(1) };

function holder(session: number, home: string, rest: Partial<Holder> = {}): Holder {
  return { session, home, sent: [], connection: 1, requests: 3, stays: 2, ...rest };
}

function staying(...holders: readonly Holder[]): Stays {
  return { ...nothing, holders };
}

describe('who asks next', () => {
  test('is a new client to begin with', () => {
    expect(drawNext(nothing, rules).lots).toEqual([{ chance: 1, trust: 0 }]);
  });

  test('is as likely to be at home on either backend, however many clients each has', () => {
    const { lots } = drawNext(staying(holder(0, 'a'), holder(1, 'a'), holder(2, 'a'), holder(3, 'b')), rules);
    const chanceOf = (home: string) =>
      lots.filter((lot) => lot.home === home).reduce((sum, { chance }) => sum + chance, 0);
    expect(chanceOf('a')).toBeCloseTo(0.4);
    expect(chanceOf('b')).toBeCloseTo(0.4);
  });

  test('is more often a new one while all are on one backend', () => {
    const { lots } = drawNext(staying(holder(0, 'a', { stays: 4 })), rules);
    expect(lots[0]).toEqual({ chance: 0.5, trust: 0 });
  });

  test('can be a client that another experiment met, of each backend first', () => {
    const begun = [holder(7, 'a', { stays: 0 }), holder(8, 'a', { stays: 0 }), holder(9, 'b', { stays: 0 })];
    const { lots } = drawNext({ ...nothing, begun }, rules);
    expect(lots.map(({ session }) => session)).toEqual([undefined, 7, 9]);
  });

  test('is expected at home only while its cookies last', () => {
    const stays = staying(holder(1, 'a', { sent: ['key'] }));
    const lotOf = (names: readonly string[]) =>
      drawNext(stays, { ...rules, held: () => names }).lots.find(({ session }) => session === 1);
    expect(lotOf(['key'])).toMatchObject({ home: 'a', trust: 0.999 });
    expect(lotOf(['key', 'new'])).toMatchObject({ home: 'a', trust: 0.9 });
    expect(lotOf([])).not.toHaveProperty('home');
  });

  test('is always somebody: the chances make one', () => {
    for (let count = 0; count < 12; count++) {
      const holders = Array.from({ length: count }, (_, index) => holder(index, index % 3 === 0 ? 'a' : 'b'));
      const { lots } = drawNext(staying(...holders), rules);
      expect(lots.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 12);
    }
  });
});
