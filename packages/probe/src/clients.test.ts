import { describe, expect, test } from 'vitest';
import { openClients } from './index.ts';
import { answer, cookiesOf, pods, startRouter } from './routers.fixture.ts';

describe('clients', () => {
  test('have a jar each, and a new connection for each request', async () => {
    let next = 0;
    await using router = await startRouter((request, response) => {
      const key = cookiesOf(request).get('key') ?? String(next++);
      response.setHeader('set-cookie', `key=${key}; Max-Age=60`);
      answer(response, pods[Number(key)]);
    });
    const clients = openClients(router.target, { count: 2 });

    const answers = [];
    for (const session of [0, 1, 0, 1]) answers.push(await clients.request(session));
    await clients.close();

    expect(answers.map(({ session, backend }) => [session, backend])).toEqual([
      [0, pods[0]],
      [1, pods[1]],
      [0, pods[0]],
      [1, pods[1]],
    ]);
    expect(new Set(router.requests.map(({ port }) => port)).size).toBe(4);
    expect(answers[0]?.cookiesSet).toEqual([{ name: 'key', maxAgeSeconds: 60, secure: false, httpOnly: false }]);
  });

  test('keep to the name that the first answer had', async () => {
    let turn = 0;
    await using router = await startRouter((_, response) => {
      response.setHeader('x-pod', `web-${turn}`);
      response.end(turn++ === 0 ? '{}' : '{"hostname":"web-6d4b75cb6d-hxtqw"}');
    });
    const clients = openClients(router.target, { count: 2 });

    const backends = [await clients.request(0), await clients.request(1)].map(({ backend }) => backend);
    await clients.close();

    expect(backends).toEqual(['web-0', 'web-1']);
  });

  test('can ask all at once', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    const clients = openClients(router.target, { count: 20 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, session) => clients.request(session)));
    await clients.close();
    expect(new Set(answers.map(({ connection }) => connection)).size).toBe(20);
  });

  test('give a failure as a sample', async () => {
    await using router = await startRouter((_, response) => response.writeHead(503).end());
    const clients = openClients(router.target, { count: 1 });
    const sample = await clients.request(0);
    await clients.close();
    expect(sample).toMatchObject({ status: 503, failure: 'bad-status' });
    expect(sample).not.toHaveProperty('backend');
  });

  test('end what is under way when they are closed', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    await using router = await startRouter(() => resolve());
    const clients = openClients(router.target, { count: 1, timeout: 60_000 });
    const pending = clients.request(0);
    await asked;
    await clients.close();
    expect((await pending).failure).toBeDefined();
  });

  test('reject with the reason of their signal', async () => {
    const abort = new AbortController();
    await using router = await startRouter(() => abort.abort('enough'));
    const clients = openClients(router.target, { count: 1 });
    await expect(clients.request(0, abort.signal)).rejects.toBe('enough');
    await clients.close();
  });

  test('are only as many as there are', async () => {
    const clients = openClients({ url: 'http://sticky.info/' }, { count: 2 });
    await expect(clients.request(2)).rejects.toThrow('There is no client 2: they are numbered 0 to 1.');
    await clients.close();
    expect(() => openClients({ url: 'http://sticky.info/' }, { count: 0 })).toThrow(/Option count/);
  });
});
