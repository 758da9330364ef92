import type { Random } from '../../random.ts';
import type { Selection } from './grammar.ts';

/** Picks a backend, knowing only what came before. */
export interface Selector {
  /** Of the backends that live. */
  pick(lives: (backend: number) => boolean): number;
  /** Tells who was answered by whom, for selections that look back. */
  answered(client: string, backend: number): void;
}

export function openSelector(selection: Selection, backends: number, random: Random): Selector {
  const lastOf = new Map<string, number>();
  let last = 0;
  let turn = Math.floor(random() * backends);
  const load = Array<number>(backends).fill(0);
  const credit = Array<number>(backends).fill(0);

  const any = () => Math.floor(random() * backends);

  function propose(): number {
    switch (selection.by) {
      case 'random':
        return weighted(selection.weights, random);
      case 'turns':
        return turn++ % backends;
      case 'weighted-turns':
        return smooth(selection.weights, credit);
      case 'least':
        return least(load, random);
      case 'runs':
        if (random() < 1 / selection.length) turn++;
        return turn % backends;
      case 'pattern':
        return selection.pattern[turn++ % selection.pattern.length] ?? 0;
      case 'echo':
        return random() < selection.again ? last : any();
      case 'crowd':
        return random() < selection.follow ? mostCommon(lastOf.values()) : any();
      case 'slow-start': {
        const ready = Math.min(1, turn++ / selection.requests);
        return weighted([...Array<number>(backends - 1).fill(1), ready], random);
      }
    }
  }

  return {
    pick: (lives) => {
      const picked = propose();
      if (lives(picked)) return picked;
      // The next one that lives, as routers do.
      const living = Array.from({ length: backends }, (_, step) => (picked + step) % backends).find(lives);
      return living ?? picked;
    },
    answered: (client, backend) => {
      last = backend;
      lastOf.set(client, backend);
      // What it had to do is soon done.
      load.forEach((one, index) => {
        load[index] = one / 2 + (index === backend ? random() : 0);
      });
    },
  };
}

function weighted(weights: readonly number[], random: Random): number {
  let point = random() * weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(
    0,
    weights.findIndex((weight) => {
      point -= weight;
      return point < 0;
    }),
  );
}

/** Smooth weighted round robin, as nginx does it: each gains its weight, the richest answers and pays for all. */
function smooth(weights: readonly number[], credit: number[]): number {
  weights.forEach((weight, index) => {
    credit[index] = (credit[index] ?? 0) + weight;
  });
  const richest = credit.indexOf(Math.max(...credit));
  credit[richest] = (credit[richest] ?? 0) - weights.reduce((sum, weight) => sum + weight, 0);
  return richest;
}

function least(load: readonly number[], random: Random): number {
  const fewest = Math.min(...load);
  const equal = load.flatMap((one, index) => (one === fewest ? [index] : []));
  return equal[Math.floor(random() * equal.length)] ?? 0;
}

function mostCommon(backends: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const backend of backends) counts.set(backend, (counts.get(backend) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? 0;
}
