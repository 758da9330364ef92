import { describe, expect, test } from 'vitest';
import { cookiePairs } from '../../testing/ingress.ts';
import { podsMet, startSticky } from '../../testing/ingress-sessions.ts';

async function reasonOf(annotations: Record<string, string>, pods = 2): Promise<string | undefined> {
  const { ingress } = await startSticky(pods, annotations);
  await ingress.ask({ path: '/a' });
  return ingress.log.last(1)[0]?.tries[0]?.reason;
}

test('without annotations, pods take turns', async () => {
  const { ingress, pods } = await startSticky(3);

  const bodies: string[] = [];
  for (let count = 0; count < 9; count += 1) bodies.push((await ingress.ask()).body);

  expect(bodies.slice(0, 3).toSorted()).toEqual(pods.map(({ ip }) => ip).toSorted());
  expect(bodies.slice(3, 6)).toEqual(bodies.slice(0, 3));
  expect(bodies.slice(6)).toEqual(bodies.slice(0, 3));
  expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'round robin' }]);
});

test('the turn goes on when routes change that are none of its business', async () => {
  const { ingress } = await startSticky(3);
  const first = await ingress.ask();
  ingress.route('other', { service: 'other', host: 'other.info' });
  await ingress.settled();

  const next = [await ingress.ask(), await ingress.ask()];

  expect(new Set([first, ...next].map(({ body }) => body)).size).toBe(3);
});

describe('load-balance', () => {
  test('round_robin is the default', async () => {
    expect(await reasonOf({ 'load-balance': 'round_robin' })).toBe('round robin');
  });

  test('ewma prefers the pod that answers faster', async () => {
    const { ingress } = await startSticky(0, { 'load-balance': 'ewma' });
    const slow = await ingress.startPod((_request, response) => setTimeout(() => response.end('slow'), 500));
    const fast = await ingress.startPod((_request, response) => response.end('fast'));
    ingress.expose('web', [slow, fast]);
    await ingress.settled();
    // Both are met in time, as nothing is known of either at first.
    for (let met = new Set<string>(); met.size < 2; ) met = met.add((await ingress.ask()).body);

    const bodies: string[] = [];
    for (let count = 0; count < 20; count += 1) bodies.push((await ingress.ask()).body);

    expect(bodies).toEqual(Array(20).fill('fast'));
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'least loaded' }]);
  });

  test.each(['chash', 'chashsubset'])('%s without upstream-hash-by hashes one text for all', async (algorithm) => {
    const { ingress } = await startSticky(9, { 'load-balance': algorithm });
    expect((await podsMet(ingress, 60)).size).toBe(algorithm === 'chash' ? 1 : 3);
  });

  test.each(['sticky_balanced', 'sticky_persistent'])(
    '%s without affinity picks anew at each request, and sets no cookie',
    async (algorithm) => {
      const { ingress } = await startSticky(2, { 'load-balance': algorithm });

      expect((await podsMet(ingress, 40)).size).toBe(2);
      expect(cookiePairs(await ingress.ask())).toEqual([]);
      expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'random' }]);
    },
  );
});

describe('which one counts', () => {
  test('cookie affinity is before upstream-hash-by', async () => {
    const both = { affinity: 'cookie', 'upstream-hash-by': '$request_uri' };
    const { ingress } = await startSticky(2, both);

    expect(cookiePairs(await ingress.ask())).toHaveLength(1);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'random' }]);
  });

  test('upstream-hash-by is before load-balance', async () => {
    expect(await reasonOf({ 'upstream-hash-by': '$request_uri', 'load-balance': 'ewma' })).toBe('hash');
  });

  test('affinity is before load-balance', async () => {
    expect(await reasonOf({ affinity: 'cookie', 'load-balance': 'ewma' })).toBe('random');
  });

  test('with one pod there is nothing to weigh', async () => {
    expect(await reasonOf({ 'load-balance': 'ewma' }, 1)).toBe('only one');
  });
});
