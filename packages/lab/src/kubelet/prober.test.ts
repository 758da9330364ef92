import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Prober } from './prober.ts';

// Its periods are whole seconds; the clock is the only thing that is not real here.
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The seconds, from the start, at which a container is asked whose answers take so long and are all bad. */
async function askedAt(probe: { periodSeconds: number; initialDelaySeconds?: number }, answerSeconds: number) {
  const start = Date.now();
  const asked: number[] = [];
  const prober = new Prober({
    probe,
    eager: false,
    check: async () => {
      asked.push(Math.round((Date.now() - start) / 1000));
      await new Promise((resolve) => setTimeout(resolve, answerSeconds * 1000));
      throw new Error('not good');
    },
    onVerdict: () => {},
    onFailure: () => {},
  });
  await vi.advanceTimersByTimeAsync(11_500);
  prober.stop();
  return asked;
}

test('asks once a period, however long the answers take within it', async () => {
  expect(await askedAt({ periodSeconds: 2 }, 0)).toEqual([2, 4, 6, 8, 10]);
  expect(await askedAt({ periodSeconds: 2 }, 1)).toEqual([2, 4, 6, 8, 10]);
});

test('asks again at once where an answer has taken a period or more', async () => {
  expect(await askedAt({ periodSeconds: 2 }, 3)).toEqual([2, 5, 8, 11]);
});

test('begins after the initial delay', async () => {
  expect(await askedAt({ periodSeconds: 5, initialDelaySeconds: 1 }, 1)).toEqual([1, 6, 11]);
});

test('asks no more once it is stopped', async () => {
  await askedAt({ periodSeconds: 1 }, 0);
  expect(vi.getTimerCount()).toBe(0);
});
