import { describe, expect, test } from 'vitest';
import { seeded } from '../../random.ts';
import { drawPlan, type Plan } from './grammar.ts';
import { naturesOf } from './nature.ts';
import { type Answered, type Asked, openRouter } from './router.ts';

const asked: Asked = { cookies: new Map(), connection: 1, address: '127.0.0.1', path: '/', fields: new Map() };

/** A client that keeps every cookie, whether a browser would or not. */
function openClient(route: (asked: Asked) => Answered, connection: number) {
  const cookies = new Map<string, string>();
  return () => {
    const answered = route({ ...asked, cookies, connection });
    for (const line of answered?.set ?? []) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answered?.backend;
  };
}

/** How often a client's next answer comes from where the one before came from. */
function stayOf(plan: Plan, seed: number): number {
  const route = openRouter(plan, seeded(seed));
  let stays = 0;
  let pairs = 0;
  for (let connection = 1; connection <= 300; connection++) {
    const ask = openClient(route, connection);
    // The first answer may come from elsewhere, and is none of what is held.
    ask();
    let before = ask();
    for (let request = 0; request < 40; request++) {
      const backend = ask();
      if (backend === before) stays++;
      pairs++;
      before = backend;
    }
  }
  return stays / pairs;
}

const quiet = (plan: Plan): Plan => {
  const { death: _, ...rest } = plan;
  const weights = Array<number>(plan.backends).fill(1);
  return { ...rest, failures: 0, traffic: 0, closes: false, leakMoves: true, selection: { by: 'random', weights } };
};

describe('a router does what is called true of it', () => {
  const plans = Array.from({ length: 400 }, (_, seed) => ({ seed, plan: quiet(drawPlan(seeded(seed))) }))
    .filter(({ plan }) => plan.backends > 1 && ['nothing', 'cookie', 'connection'].includes(plan.holding.by))
    .slice(0, 60);

  test.for(plans)('seed $seed', ({ plan, seed }) => {
    const [nature] = naturesOf(plan);
    const share = nature?.holds[0]?.share ?? 0;
    const chance = 1 / plan.backends;
    // What is held stays; what is not stays by chance.
    expect(stayOf(plan, seed)).toBeCloseTo(share + (1 - share) * chance, 1);
  });
});
