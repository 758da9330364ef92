import { describe, expect, test } from 'vitest';
import { type ProbeProgress, probe, type Report } from './index.ts';
import { answer, anyOf, cookiesOf, pods, startRouter, sticky } from './routers.fixture.ts';

describe('a probe', () => {
  test('tells of every request as it is answered', async () => {
    await using router = await startRouter(sticky());
    const progress: ProbeProgress[] = [];

    const report = await probe(router.target, { onProgress: (step) => progress.push(step) });

    expect(progress.map(({ requests }) => requests)).toEqual(report.samples.map((_, index) => index + 1));
    expect(progress.map(({ latest }) => latest)).toEqual(report.samples);
  });

  test('ends with the reason of its signal, and sends nothing more', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    await using router = await startRouter((_, response) => answer(response, pods[0]));

    const running = probe(router.target, {
      signal: abort.signal,
      onProgress: ({ requests }) => requests === 3 && abort.abort(reason),
    });

    await expect(running).rejects.toBe(reason);
    expect(router.requests).toHaveLength(3);
  });

  test('tells what it knows when it is stopped, and waits for no answer', async () => {
    const stop = new AbortController();
    await using router = await startRouter((_, response) => {
      if (router.requests.length <= 3) answer(response, pods[0]);
      else stop.abort(new Error('stopped'));
    });

    const report = await probe(router.target, { stop: stop.signal });

    expect(report).toMatchObject({ requests: 3, verdict: { kind: 'inconclusive' } });
    expect(report.verdict.settle).toBe('It was stopped: let it run to its end.');
    await expect(probe(router.target, { stop: stop.signal })).rejects.toThrow('stopped');
  });

  test('sends the same requests in the same order for the same seed', async () => {
    const order = async (seed: number) => {
      let turn = 0;
      await using router = await startRouter(sticky('Path=/', 'key', () => turn++ % 2));
      const { samples } = await probe(router.target, { seed });
      return samples.map(({ experiment, session, backend }) => [experiment, session, backend]);
    };

    expect(await order(7)).toEqual(await order(7));
    expect(await order(7)).not.toEqual(await order(8));
  });

  test('never asks more than it may', async () => {
    await using router = await startRouter(sticky());

    const report = await probe(router.target, { maxRequests: 12, odds: 1e12 });

    expect(report.requests).toBe(12);
    expect(router.requests).toHaveLength(12);
    expect(report.verdict).toMatchObject({
      kind: 'inconclusive',
      headline: 'Inconclusive: the odds asked for were not reached.',
    });
  });

  test('reports plain data without a secret in it', async () => {
    const value = 'a-secret-value';
    await using router = await startRouter((request, response) => {
      const pod = Number((cookiesOf(request).get('key') ?? `${value}|${anyOf(2)}`).split('|')[1]);
      if (!cookiesOf(request).has('key')) response.setHeader('set-cookie', `key=${value}|${pod}`);
      answer(response, pods[pod]);
    });

    const report: Report = await probe({ ...router.target, url: 'http://sticky.test/?token=hush' }, { seed: 1 });

    expect(report.verdict.kind).toBe('sticky-by-cookie');
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(JSON.stringify(report)).not.toMatch(/a-secret-value|hush/);
    expect(report.url).toBe('http://sticky.test/?…');
  });

  test.for([
    [{ url: 'sticky.info' }, {}, 'invalid-url'],
    [{ url: 'ftp://sticky.info/' }, {}, 'invalid-url'],
    [{ url: 'http://me:secret@sticky.info/' }, {}, 'invalid-url'],
    [{ url: 'ftp://me:secret@sticky.info/' }, {}, 'invalid-url'],
    [{ url: 'http://me:secret@:x' }, {}, 'invalid-url'],
    [{ url: 'two\nlines' }, {}, 'invalid-url'],
    [{ url: 'http://a/', connectTo: { host: '', port: 80 } }, {}, 'invalid-url'],
    [{ url: 'http://a/', connectTo: { host: 'a', port: 70_000 } }, {}, 'invalid-url'],
    [{ url: 'https://a/', ca: 'no certificate' }, {}, 'invalid-ca'],
    [{ url: 'http://a/' }, { odds: 1 }, 'invalid-option'],
    [{ url: 'http://a/' }, { odds: Number.NaN }, 'invalid-option'],
    [{ url: 'http://a/' }, { maxRequests: 0 }, 'invalid-option'],
    [{ url: 'http://a/' }, { timeout: 1.5 }, 'invalid-option'],
    [{ url: 'http://a/' }, { identity: 'uuid' }, 'invalid-option'],
    [{ url: 'http://a/' }, { seed: 0.5 }, 'invalid-option'],
  ] as const)('refuses %j with %j: %s', async ([target, options, code]) => {
    const error = await probe(target, options).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: 'ProbeError', code });
    expect(String(error)).not.toMatch(/secret|\n/);
  });
});
