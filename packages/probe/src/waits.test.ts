import { describe, expect, test } from 'vitest';
import { probe } from './probe.ts';
import { answer, pods, startRouter } from './routers.fixture.ts';

describe('a route that asks to wait', () => {
  test('is waited for, and the report tells it', async () => {
    let turn = 0;
    const times: number[] = [];
    await using router = await startRouter((_, response) => {
      times.push(performance.now());
      if (turn++ === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else answer(response, pods[turn % 2]);
    });

    const { verdict, events } = await probe(router.target, { seed: 1 });

    expect(verdict.kind).toBe('not-sticky');
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(990);
    expect(events.map(({ text }) => text)).toEqual(['asked to wait 1 s (429)']);
  });

  test('until a time of its own clock is waited for just so long', async () => {
    let turn = 0;
    await using router = await startRouter((_, response) => {
      response.sendDate = false;
      const date = (seconds: number) => new Date(seconds * 1000).toUTCString();
      if (turn++ === 0) response.writeHead(503, { date: date(1_000), 'retry-after': date(1_001) }).end();
      else answer(response, pods[turn % 2]);
    });
    expect((await probe(router.target, { seed: 1 })).events).toMatchObject([{ text: 'asked to wait 1 s (503)' }]);
  });

  test.for(['3600', '99999999999999999999', new Date(Date.now() + 3_600_000).toUTCString()])(
    'for longer than a minute (%s) is not: an error says when to come back',
    async (retryAfter) => {
      await using router = await startRouter((_, response) =>
        response.writeHead(429, { 'retry-after': retryAfter }).end(),
      );
      await expect(probe(router.target)).rejects.toMatchObject({
        code: 'too-many-requests',
        message: expect.stringMatching(/asks to wait \d+ s \(429\)\. Probe it then, or at a lower rate\.$/),
      });
      expect(router.requests).toHaveLength(1);
    },
  );

  test.for(['soon', '-1', '1.5', '', 'Sun, 99 Nov 2026'])(
    'in words that mean nothing (%j) is asked again',
    async (retryAfter) => {
      await using router = await startRouter((_, response) =>
        response.writeHead(429, { 'retry-after': retryAfter }).end(),
      );
      await expect(probe(router.target)).rejects.toMatchObject({
        code: 'bad-status',
        message: expect.stringMatching(/answers 429\. It limits how much one client may ask: probe at a lower rate\./),
      });
      expect(router.requests).toHaveLength(4);
    },
  );

  test('is left alone when the probe is stopped meanwhile', async () => {
    const abort = new AbortController();
    await using router = await startRouter((_, response) => {
      response.writeHead(429, { 'retry-after': '50' }).end();
      setImmediate(() => abort.abort('enough'));
    });
    await expect(probe(router.target, { signal: abort.signal })).rejects.toBe('enough');
  });
});

test('a probe keeps to its rate', async () => {
  await using router = await startRouter((_, response) => answer(response, pods[0]));
  const started = performance.now();
  await probe(router.target, { rate: 20, maxRequests: 5 });
  expect(performance.now() - started).toBeGreaterThan(195);
});
