import { describe, expect, test } from 'vitest';
import type { Plan } from '../matrix/synthetic/grammar.ts';
import { openRouter } from '../matrix/synthetic/router.ts';
import { syntheticTransport } from '../matrix/synthetic/transport.ts';
import { probeOver } from '../probe.ts';
import { seeded } from '../random.ts';

const url = new URL('http://sticky.test/');
const plain: Plan = {
  backends: 2,
  selection: { by: 'turns' },
  holding: { by: 'nothing' },
  leak: 0,
  leakMoves: true,
  app: [],
  failures: 0,
  traffic: 0,
  closes: false,
  told: true,
};

async function verdictOn(plan: Plan, seed: number, every = 1) {
  const route = openRouter(plan, seeded(seed));
  let bare = 0;
  // Only every so manieth client that has no cookie is given one.
  const sparing = (asked: Parameters<typeof route>[0]) => {
    const answered = route(asked);
    return answered && asked.cookies.size === 0 && ++bare % every !== 0 ? { ...answered, set: [] } : answered;
  };
  const options = { identity: '/uuid', seed, headers: ['x-user'], readyBackends: 2 };
  return (await probeOver(syntheticTransport(sparing, plan.closes), { url }, options)).verdict;
}

describe('that nothing holds is not said too early', () => {
  const seeds = Array.from({ length: 10 }, (_, seed) => seed);
  const byHeader: Plan = { ...plain, holding: { by: 'header' } };

  test('a header holds, and then a pod dies', async () => {
    for (const seed of seeds) {
      const { kind } = await verdictOn({ ...byHeader, death: { before: 14, fails: seed % 2 === 0 } }, seed);
      expect(['inconclusive', 'sticky-by-header']).toContain(kind);
    }
  });

  test('a header holds, and one request in five fails', async () => {
    for (const seed of seeds) {
      expect((await verdictOn({ ...byHeader, failures: 0.2 }, seed)).kind).toBe('sticky-by-header');
    }
  });

  test('a cookie holds, and every third new client is given one', async () => {
    const byCookie: Plan = {
      ...plain,
      holding: {
        by: 'cookie',
        names: ['route'],
        take: 'any',
        attributes: '',
        returned: true,
        renewed: 'never',
        first: 'kept',
        leads: 'backend',
      },
    };
    for (const seed of seeds) {
      expect((await verdictOn(byCookie, seed, 3)).kind).not.toBe('not-sticky');
    }
  });

  test('nothing does', async () => {
    for (const seed of seeds) expect((await verdictOn(plain, seed)).kind).toBe('not-sticky');
  });
});
