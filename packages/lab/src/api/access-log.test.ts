import { request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AccessLog } from '../access-log/access-log.ts';
import { accessEntry } from '../testing/access-entry.ts';
import { type ServedApi, serveApi } from './testing/serve-api.ts';

let log: AccessLog;
let api: ServedApi;
beforeEach(async () => {
  log = new AccessLog();
  api = await serveApi({ accessLog: log });
});
afterEach(() => api.close());

describe('GET /lab/log', () => {
  test('gives what was recorded, a JSON object a line', async () => {
    for (const path of ['/1', '/2', '/3']) log.record(() => accessEntry({ path }));

    const { status, headers, body } = await api.call<string>('GET /lab/log?tail=2');

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(body).toBe(['/2', '/3'].map((path) => `${JSON.stringify(accessEntry({ path }))}\n`).join(''));
  });

  test('gives what matches alone', async () => {
    log.record(() => accessEntry({ path: '/1', tries: [{ pod: 'a-1', reason: 'random' }] }));
    log.record(() => accessEntry({ path: '/2', tries: [{ pod: 'a-2', reason: 'random' }], route: 'shop/web' }));

    for (const query of ['pod=a-2', 'route=shop/web', 'route=web&session=1f2e']) {
      const { body } = await api.call<string>(`GET /lab/log?${query}`);
      expect(body, query).toMatch(/^\{[^\n]*"path":"\/2"[^\n]*\}\n$/);
    }
  });

  test.each([
    ['GET /lab/log?tail=-1', 400],
    ['GET /lab/log?tail=some', 400],
    ['POST /lab/log', 405],
    ['GET /lab/shutdown', 405],
  ])('%s: %i', async (what, status) => {
    expect((await api.call(what)).status).toBe(status);
  });

  test('is not for who has no token', async () => {
    expect((await api.call('GET /lab/log', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  test('goes on with follow=true, and lets go of a client that is gone', async () => {
    log.record(() => accessEntry({ path: '/before' }));
    const follow = vi.spyOn(log, 'read');
    const paths: unknown[] = [];

    for await (const { path } of api.watch<{ path: string }>('/lab/log?follow=true')) {
      paths.push(path);
      if (paths.length > 2) break;
      log.record(() => accessEntry({ path: `/after-${paths.length}` }));
    }

    expect(paths).toEqual(['/before', '/after-1', '/after-2']);
    const { signal } = follow.mock.calls[0]?.[0] ?? {};
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  });
});

describe('a client that does not read', () => {
  test('keeps nobody waiting, costs no memory, and finds how many are missing', { timeout: 30_000 }, async () => {
    const { body, close } = await follow();
    // Each is some kilobytes, so that the sockets on the way are soon full.
    const big = accessEntry({ path: `/${'x'.repeat(8_000)}` });
    const before = memory();
    const bursts = 200;
    let taken = 0;

    for (let burst = 0; burst < bursts; burst += 1) {
      const begun = performance.now();
      for (let count = 0; count < 1_000; count += 1) log.record(() => big);
      taken += performance.now() - begun;
      await delay(1);
    }

    expect(taken).toBeLessThan(2_000);
    // 1.6 GB went by.
    expect(memory() - before).toBeLessThan(100_000_000);
    const found = { given: 0, leftOut: 0 };
    const total = bursts * 1_000;
    let rest = '';
    for await (const chunk of body) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const { leftOut } = JSON.parse(line);
        if (leftOut === undefined) found.given += 1;
        else found.leftOut += leftOut;
      }
      if (found.given + found.leftOut === total) break;
    }
    expect(found.leftOut).toBeGreaterThan(total / 2);
    close();
  });

  const memory = () => process.memoryUsage().rss;

  /** An answer that nobody reads yet. */
  async function follow() {
    const headers = { Authorization: `Bearer ${api.token}` };
    const asked = request(`${api.url}/lab/log?follow=true`, { ca: api.ca, headers, agent: false });
    asked.on('error', () => {});
    const body = await new Promise<AsyncIterable<unknown>>((resolve) => asked.on('response', resolve).end());
    return { body, close: () => asked.destroy() };
  }
});
