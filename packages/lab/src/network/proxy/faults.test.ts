import { expect, test } from 'vitest';
import type { TryFault } from '../../faults/try-fault.ts';
import { statusesIn, TestProxy } from '../../testing/proxy.ts';
import type { RetryCause } from './route.ts';

const LAST = 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n';

/** A proxy with two pods, the first of which is struck. */
async function startWith(fault: TryFault | (() => TryFault | undefined), causes: readonly RetryCause[] = []) {
  const asked: string[] = [];
  const proxy = await TestProxy.start({
    faults: {
      forTry: (host, { pod }) => {
        asked.push(`${host} ${pod}`);
        if (pod !== 'pod-1') return undefined;
        return typeof fault === 'function' ? fault() : fault;
      },
    },
    route: (head, test) =>
      test.forwarding(head, {
        timeouts: { connect: 30, send: 1_000, read: 60, total: 0, backend: 0 },
        retry: { on: new Set(causes), most: 3, within: 0, nonIdempotent: false },
      }),
  });
  const seen = await proxy.notingPod();
  await proxy.pod();
  return { proxy, asked, seen };
}

test('latency lets a try begin later', async () => {
  const { proxy, seen } = await startWith({ kind: 'latency', milliseconds: 40 });
  const begun = performance.now();

  expect(statusesIn(await proxy.exchange(LAST))).toEqual([200]);
  expect(performance.now() - begun).toBeGreaterThan(35);
  expect(seen).toHaveLength(1);
});

test('latency of a client that goes away meanwhile asks no pod', async () => {
  const { proxy, seen } = await startWith({ kind: 'latency', milliseconds: 30 });
  const client = await proxy.connect();
  client.send(LAST);

  client.socket.end();

  await expect.poll(() => proxy.entries).toMatchObject([{ status: 499 }]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(seen).toEqual([]);
});

test('an error is the answer of a pod that is not asked', async () => {
  const { proxy, seen } = await startWith({ kind: 'error', status: 500 });

  expect(await proxy.exchange(LAST)).toMatch(/^HTTP\/1\.1 500 .*<h1>500 Internal Server Error<\/h1>/s);
  expect(seen).toEqual([]);
  expect(proxy.entries).toMatchObject([{ status: 500, tries: [{ pod: 'pod-1', failure: 'fault: error' }] }]);
});

test('an error that is to be retried is', async () => {
  const { proxy, asked } = await startWith({ kind: 'error', status: 503 }, ['http_503']);

  expect(await proxy.exchange(LAST)).toMatch(/pod-2$/);
  expect(asked).toEqual(['a.info pod-1', 'a.info pod-2']);
});

test('a partition lets the connecting run into its time', async () => {
  const { proxy, seen } = await startWith({ kind: 'partition' });
  const begun = performance.now();

  expect(statusesIn(await proxy.exchange(LAST))).toEqual([504]);
  expect(performance.now() - begun).toBeGreaterThan(25);
  expect(seen).toEqual([]);
  expect(proxy.entries).toMatchObject([{ status: 504, tries: [{ failure: 'fault: partition' }] }]);
});

test('a partition is silence on a connection that is kept, where a POST cannot be sent elsewhere', async () => {
  let isStruck = false;
  const { proxy } = await startWith(() => (isStruck ? { kind: 'partition' } : undefined), ['timeout']);
  await proxy.exchange(LAST);
  isStruck = true;
  const begun = performance.now();

  const answers = await proxy.exchange(LAST.replace('GET', 'POST'));

  expect(statusesIn(answers)).toEqual([504]);
  expect(performance.now() - begun).toBeGreaterThan(55);
});
