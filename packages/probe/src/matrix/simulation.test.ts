import { expect, test } from 'vitest';
import { seeded } from '../random.ts';
import { simulate } from './simulation.ts';
import { drawPlan } from './synthetic/grammar.ts';
import { addTallies, emptyTally, tallyOf } from './tally.ts';

async function tally(routers: number, odds: number) {
  let all = emptyTally;
  for (let seed = 1; seed <= routers; seed++) all = addTallies(all, tallyOf(await simulate(seed, odds)));
  return all;
}

const shown = ({ faults }: { faults: readonly { seed: number; verdict?: { headline: string } }[] }) =>
  faults.map(({ seed, verdict }) => `seed ${seed}: ${verdict?.headline}`);

// The first few of the hundred thousand that `npm run simulate` draws.
test('no verdict on a router drawn at random is wrong', { timeout: 60_000 }, async () => {
  const all = await tally(300, 1_000_000);
  expect(shown(all)).toEqual([]);
  expect(all.inconclusive).toBeLessThan(30);
});

test('at 20 : 1 fewer than one in twenty is wrong', { timeout: 60_000 }, async () => {
  const all = await tally(300, 20);
  expect(all.wrong, shown(all).join('\n')).toBeLessThan(15);
});

/** Routers of which something wrong was said once, and what had not been thought of. */
const onceWrong: readonly [mistake: string, seeds: readonly number[]][] = [
  [
    'a cookie that leads to another backend than its giver, honoured half of the time, is not honoured',
    [1000209, 1005586, 2001722, 2003091, 2005700, 24285],
  ],
  ['a cookie without which a session was lost as often as with it is needed', [1006949]],
  ['an address does not hold, whose backend died once', [2001114]],
  [
    'a cookie holds in part that led elsewhere than its giver when a dead backend was replaced',
    [5046068, 5062066, 5062097],
  ],
  ['a header does not hold, all values of which led to the one backend that was left', [70354]],
];

test.for(onceWrong)('not so: %s', { timeout: 60_000 }, async ([, seeds]) => {
  for (const seed of seeds) {
    const { judgement, verdict } = await simulate(seed, 1_000_000);
    expect(judgement, `seed ${seed}: ${verdict?.headline}`).not.toBe('wrong');
  }
});

test('a seed draws the same router, and the same verdict on it, again', async () => {
  expect(drawPlan(seeded(7))).toEqual(drawPlan(seeded(7)));
  expect(await simulate(7, 1_000)).toEqual(await simulate(7, 1_000));
});
