import { expect, test } from 'vitest';
import { seeded } from '../../random.ts';
import type { Selection } from './grammar.ts';
import { openSelector } from './select.ts';

const all = () => true;

function picks(selection: Selection, backends: number, times: number, lives: (backend: number) => boolean = all) {
  const selector = openSelector(selection, backends, seeded(1));
  return Array.from({ length: times }, () => {
    const picked = selector.pick(lives);
    selector.answered('client', picked);
    return picked;
  });
}

const count = (of: readonly number[], backend: number) => of.filter((one) => one === backend).length;

test('in turns each answers once in a round', () => {
  const round = picks({ by: 'turns' }, 3, 6);
  expect(new Set(round.slice(0, 3)).size).toBe(3);
  expect(round.slice(3)).toEqual(round.slice(0, 3));
});

test('weights of 99 to 1 are kept exactly in turns, and about at random', () => {
  expect(count(picks({ by: 'weighted-turns', weights: [99, 1] }, 2, 100), 1)).toBe(1);
  const atRandom = count(picks({ by: 'random', weights: [99, 1] }, 2, 10_000), 1);
  expect(atRandom).toBeGreaterThan(50);
  expect(atRandom).toBeLessThan(200);
});

test('least loaded and at random, nobody is left out', () => {
  for (const selection of [{ by: 'least' }, { by: 'random', weights: [1, 1, 1] }] satisfies Selection[]) {
    const picked = picks(selection, 3, 300);
    for (const backend of [0, 1, 2]) expect(count(picked, backend)).toBeGreaterThan(60);
  }
});

test('runs stay for a while, whoever asks', () => {
  const picked = picks({ by: 'runs', length: 20 }, 2, 2_000);
  const changes = picked.filter((one, index) => index > 0 && one !== picked[index - 1]).length;
  expect(changes).toBeGreaterThan(50);
  expect(changes).toBeLessThan(200);
});

test('a backend that starts slowly answers little at first', () => {
  const picked = picks({ by: 'slow-start', requests: 1_000 }, 2, 3_000);
  expect(count(picked.slice(0, 300), 1)).toBeLessThan(60);
  expect(count(picked.slice(1_000), 1)).toBeGreaterThan(800);
});

test('who is dead is passed over', () => {
  expect(new Set(picks({ by: 'turns' }, 3, 30, (backend) => backend !== 0))).toEqual(new Set([1, 2]));
});
