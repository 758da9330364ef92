import { describe, expect, test } from 'vitest';
import { type WatchAnswer, watch } from './index.ts';
import { answer, cookiesOf, pods, startRouter } from './routers.fixture.ts';

async function collect(answers: AsyncIterable<WatchAnswer>, enough: (all: readonly WatchAnswer[]) => boolean) {
  const all: WatchAnswer[] = [];
  for await (const one of answers) {
    all.push(one);
    if (enough(all)) break;
  }
  return all;
}

describe("the tutorial's loop", () => {
  test('asks with one jar, each time on a new connection', async () => {
    await using router = await startRouter((request, response) => {
      const pod = Number(cookiesOf(request).get('key') ?? 1);
      if (!cookiesOf(request).has('key')) response.setHeader('set-cookie', `key=${pod}; Max-Age=60`);
      answer(response, pods[pod]);
    });

    const answers = await collect(watch(router.target, { interval: 1 }), (all) => all.length === 4);

    expect(answers.map(({ backend, cookie }) => [backend, cookie])).toEqual(Array(4).fill([pods[1], 'key=1']));
    expect(router.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, 'key=1', 'key=1', 'key=1']);
    expect(new Set(router.requests.map(({ port }) => port)).size).toBe(4);
    expect(answers[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('gets a new cookie once the old one has ended', async () => {
    let given = 0;
    await using router = await startRouter((request, response) => {
      const key = cookiesOf(request).get('key') ?? String(given++);
      if (!cookiesOf(request).has('key')) response.setHeader('set-cookie', `key=${key}; Max-Age=1`);
      answer(response, pods[Number(key)]);
    });

    const answers = await collect(watch(router.target, { interval: 50 }), (all) => all.at(-1)?.backend === pods[1]);

    expect(answers[0]?.backend).toBe(pods[0]);
    expect(answers.at(-1)?.cookie).toBe('key=1');
  });

  test('goes on after a failure', async () => {
    let asked = 0;
    await using router = await startRouter((request, response) =>
      asked++ === 0 ? request.socket.destroy() : answer(response, pods[0]),
    );

    const answers = await collect(watch(router.target, { interval: 1 }), (all) => all.length === 2);

    expect(answers.map(({ backend, failure }) => backend ?? failure)).toEqual(['closed-early', pods[0]]);
  });

  test('ends at once and without an error when its signal aborts between two requests', async () => {
    const abort = new AbortController();
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    const started = performance.now();

    for await (const _ of watch(router.target, { interval: 600_000, signal: abort.signal })) {
      setImmediate(() => abort.abort());
    }

    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('ends at once when its signal aborts while an answer is awaited', async () => {
    const abort = new AbortController();
    await using router = await startRouter(() => abort.abort());

    expect(await collect(watch(router.target, { timeout: 60_000, signal: abort.signal }), () => false)).toEqual([]);
  });

  test('asks nothing when its signal has aborted', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    expect(await collect(watch(router.target, { signal: AbortSignal.abort() }), () => false)).toEqual([]);
    expect(router.requests).toHaveLength(0);
  });

  test('leaves nothing open when its reader stops', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await collect(watch(router.target, { interval: 600_000 }), (all) => all.length === 1);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before);
  });

  test.for<[identity: string | undefined, backend: string | undefined]>([
    [undefined, 'web-6d4b75cb6d-hxtqw'],
    ['auto', 'web-6d4b75cb6d-hxtqw'],
    ['header:x-served-by', 'lb-1'],
    ['regex:RemoteAddr: (\\S+):', '10.244.0.1'],
    ['/uuid', undefined],
  ])('by identity %s names %s', async ([identity, backend]) => {
    await using router = await startRouter((_, response) => {
      response.writeHead(200, { 'x-served-by': 'lb-1', 'x-request-id': '5f0c4a12' });
      response.end('Hostname: web-6d4b75cb6d-hxtqw\nRemoteAddr: 10.244.0.1:5000\n');
    });
    const options = { interval: 1, ...(identity === undefined ? {} : { identity }) };

    const answers = await collect(watch(router.target, options), (all) => all.length === 2);

    expect(answers.map((answer) => answer.backend)).toEqual([backend, backend]);
    expect(answers.map(({ failure }) => failure ?? 'named')[0]).toBe(backend === undefined ? 'no-identity' : 'named');
  });

  test('refuses what is no identity', async () => {
    await expect(watch({ url: 'http://a/' }, { identity: 'uuid' }).next()).rejects.toMatchObject({
      code: 'invalid-option',
    });
  });

  test('refuses a bad address', async () => {
    await expect(watch({ url: 'nowhere' }).next()).rejects.toMatchObject({ code: 'invalid-url' });
  });
});
