import { expect, onTestFinished, test, vi } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const key = { namespace: 'default', name: 'web' };

function queueOf(work: () => number | undefined) {
  const errors: unknown[] = [];
  const queue = new WorkQueue({ work, onError: (_key, error) => errors.push(error) });
  onTestFinished(() => queue.close());
  return { queue, errors };
}

test('a key that is added many times is worked on once', async () => {
  const work = vi.fn(() => undefined);
  const { queue } = queueOf(work);

  for (let count = 0; count < 5; count += 1) queue.add(key);

  await vi.waitFor(() => expect(work).toHaveBeenCalled());
  expect(work).toHaveBeenCalledTimes(1);
});

test('a key that fails is tried again until it does not, and each failure is told', async () => {
  let tries = 0;
  const { queue, errors } = queueOf(() => {
    tries += 1;
    if (tries < 3) throw new Error(`try ${tries}`);
    return undefined;
  });

  queue.add(key);

  await vi.waitFor(() => expect(tries).toBe(3));
  expect(errors.map(String)).toEqual(['Error: try 1', 'Error: try 2']);
});

test('a key is looked at again after the time that the work asks for', async () => {
  const times: number[] = [];
  const { queue } = queueOf(() => {
    times.push(performance.now());
    return times.length === 1 ? 30 : undefined;
  });

  queue.add(key);

  await vi.waitFor(() => expect(times).toHaveLength(2));
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(28);
});

test('nothing is worked on once the queue is closed', async () => {
  const work = vi.fn(() => undefined);
  const { queue } = queueOf(work);
  queue.add(key);

  queue.close();
  queue.add(key);

  await new Promise((resolve) => setImmediate(resolve));
  expect(work).not.toHaveBeenCalled();
});
