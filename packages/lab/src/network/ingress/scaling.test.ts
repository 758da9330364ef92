import { describe, expect, test } from 'vitest';
import { TestIngress, type TestPod } from '../../testing/ingress.ts';
import { podsOf } from '../../testing/ingress-sessions.ts';
import { backendKey, persistentKey } from './affinity-key.ts';

const SESSIONS = 2_000;
/** Cookies of balanced mode, issued long ago. */
const BALANCED = Array.from({ length: SESSIONS }, (_, index) => {
  return `key=${1_700_000_000 + index}.34.${(index * 7_919) % 999_999}|${backendKey('default-web-80')}`;
});

/**
 * Pods at 10.1.1.2 and on. How many sessions move depends on the addresses: over many, (n - c) / n of them, with a standard
 * deviation of two points; balancer/consistent-hash.test.ts has that. With the sessions as fixed as the addresses, the
 * shares below are the same at each run.
 */
async function start(mode: string, most: number): Promise<{ ingress: TestIngress; pods: TestPod[] }> {
  const ingress = await TestIngress.start();
  const pods: TestPod[] = [];
  for (let count = 0; count < most; count += 1) pods.push(await ingress.startPod(undefined, `10.1.1.${count + 2}`));
  ingress.expose('web', []);
  const annotations = { affinity: 'cookie', 'affinity-mode': mode, 'session-cookie-name': 'key' };
  ingress.route('web', { service: 'web', host: 'sticky.info' }, annotations);
  return { ingress, pods };
}

async function scaleTo(ingress: TestIngress, pods: readonly TestPod[], count: number): Promise<void> {
  ingress.expose('web', pods.slice(0, count));
  await ingress.settled();
}

// Each session is a request through the ingress, thousands of them: on a busy machine that takes its time.
describe('balanced', { timeout: 60_000 }, () => {
  test.each([
    { from: 3, to: 4, share: 0.24 },
    { from: 3, to: 5, share: 0.39 },
    { from: 5, to: 10, share: 0.54 },
  ])(
    'from $from to $to pods, $share of the sessions move, to new pods alone; going back restores them',
    async (row) => {
      const { ingress, pods } = await start('balanced', row.to);
      await scaleTo(ingress, pods, row.from);
      const before = await podsOf(ingress, BALANCED);

      await scaleTo(ingress, pods, row.to);
      const after = await podsOf(ingress, BALANCED);
      await scaleTo(ingress, pods, row.from);
      const restored = await podsOf(ingress, BALANCED.slice(0, 300));

      const moved = after.filter((pod, index) => pod !== before[index]);
      expect(Math.abs(moved.length / SESSIONS - row.share)).toBeLessThan(0.03);
      expect(moved.filter((pod) => pods.slice(0, row.from).some(({ ip }) => ip === pod))).toEqual([]);
      expect(restored).toEqual(before.slice(0, 300));
    },
  );
});

describe('persistent', { timeout: 60_000 }, () => {
  test.each([
    { from: 3, to: 4 },
    { from: 3, to: 5 },
    { from: 5, to: 10 },
  ])('from $from to $to pods, no session moves', async ({ from, to }) => {
    const { ingress, pods } = await start('persistent', to);
    await scaleTo(ingress, pods, from);
    const cookies = Array.from({ length: 300 }, (_, index) => {
      const key = persistentKey('default-web-80', `${pods[index % from]?.ip}:8080`);
      return `key=${key}|${backendKey('default-web-80')}`;
    });
    const before = await podsOf(ingress, cookies);

    await scaleTo(ingress, pods, to);

    expect(await podsOf(ingress, cookies)).toEqual(before);
    expect(new Set(before).size).toBe(from);
  });
});
