import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { answer, cookiesOf, pods, type Router, startRouter } from '../routers.fixture.ts';
import type { Target } from '../target.ts';
import { generateLoad as generateAnyLoad } from './generate-load.ts';
import type { LoadOptions } from './load-options.ts';
import type { LoadProgress, LoadReport } from './load-report.ts';

/** Nothing is asked but by the load itself. */
function generateLoad(target: Target, options: LoadOptions = {}): Promise<LoadReport> {
  return generateAnyLoad(target, { identity: '/uuid', ...options });
}

/** Keeps a session on a pod by a cookie of its own. */
function startStickyRouter(cookie = (pod: number) => `key=${pod}-${randomUUID()}; Path=/`): Promise<Router> {
  let next = 0;
  return startRouter((request, response) => {
    const pod = Number(cookiesOf(request).get('key')?.split('-')[0] ?? next++ % 2);
    if (!cookiesOf(request).has('key')) response.setHeader('set-cookie', cookie(pod));
    answer(response, pods[pod]);
  });
}

/** Serves in turns. */
function startRoundRobin(): Promise<Router> {
  let next = 0;
  return startRouter((_, response) => answer(response, pods[next++ % 2]));
}

describe('a load on a route', () => {
  test('that is sticky: no session moves, and each of them sends its own cookie back', async () => {
    await using router = await startStickyRouter();

    const report = await generateLoad(router.target, { sessions: 100, connections: 8, requests: 1_000 });

    expect(report).toMatchObject({
      schema: 'sticky.load/v1',
      url: 'http://sticky.test/',
      ended: 'done',
      requests: 1_000,
      answers: 1_000,
      statuses: { 200: 1_000 },
      failures: {},
      connections: { count: 8, dialled: 8, retried: 0 },
    });
    const { count, moved, moves, compared } = report.sessions;
    expect({ count, moved, moves }).toEqual({ count: 100, moved: 0, moves: 0 });
    const { set, refused, sent, judged, honoured } = report.cookies;
    expect({ refused, sent, judged, honoured }).toEqual({
      refused: 0,
      sent: 1_000 - set,
      judged: 1_000 - set,
      honoured: 1_000 - set,
    });
    expect(compared).toBeGreaterThan(90);
    expect(set).toBeGreaterThanOrEqual(compared);
    expect(Object.keys(report.backends).sort()).toEqual(pods.slice(0, 2));
    expect(total(report.backends, 'answers')).toBe(1_000);
    expect(total(report.backends, 'sessions')).toBe(set);
    const asked = router.requests.map(({ headers }) => headers.cookie).filter((cookie) => cookie !== undefined);
    expect(new Set(asked).size).toBe(compared);
  });

  test('that serves in turns: sessions move, for a lot decides who asks', async () => {
    await using router = await startRoundRobin();

    const report = await generateLoad(router.target, { sessions: 2, requests: 200, seed: 1 });

    expect(report.sessions).toMatchObject({ compared: 2, moved: 2, movesAfterExpiry: 0 });
    expect(report.sessions.moves).toBeGreaterThan(60);
    expect(report.sessions.moves).toBeLessThan(140);
    expect(report.sessions.mostMoves).toBeLessThan(report.sessions.moves);
    expect(report.cookies).toEqual({ set: 0, refused: 0, sent: 0, judged: 0, honoured: 0 });
  });

  test('whose cookie is of no use to it: what was sent was not honoured', async () => {
    let next = 0;
    await using router = await startRouter((_, response) => {
      response.setHeader('set-cookie', 'key=same');
      answer(response, pods[next++ % 2]);
    });

    const { cookies, sessions } = await generateLoad(router.target, { sessions: 10, requests: 500 });

    expect(sessions.moved).toBe(10);
    expect(cookies).toMatchObject({ set: 500, refused: 0, judged: 490 });
    expect(cookies.honoured).toBe(490 - sessions.moves);
  });

  test('whose cookie no browser would send back: it is refused, and never sent', async () => {
    await using router = await startStickyRouter(() => 'key=1; Path=/elsewhere');

    const { cookies } = await generateLoad(router.target, { sessions: 10, requests: 100 });

    expect(cookies).toEqual({ set: 100, refused: 100, sent: 0, judged: 0, honoured: 0 });
    expect(router.requests.every(({ headers }) => headers.cookie === undefined)).toBe(true);
  });

  test('whose cookie ends meanwhile: sessions move, and it says why', async () => {
    await using router = await startStickyRouter((pod) => `key=${pod}; Max-Age=1`);

    const { sessions } = await generateLoad(router.target, {
      sessions: 40,
      connections: 4,
      duration: 1_500,
      rate: 400,
    });

    expect(sessions.moved).toBeGreaterThan(5);
    expect(sessions.movesAfterExpiry).toBe(sessions.moves);
  });

  test('whose cookie ends before it could be sent at all: that is why, too', async () => {
    await using router = await startStickyRouter((pod) => `key=${pod}; Max-Age=1`);
    const { sessions, cookies } = await generateLoad(router.target, {
      sessions: 20,
      connections: 4,
      thinkTime: 1_100,
      duration: 1_500,
    });
    expect(cookies.sent).toBe(0);
    expect(sessions.moves).toBeGreaterThan(0);
    expect(sessions.movesAfterExpiry).toBe(sessions.moves);
  });

  test('over one session alone', async () => {
    await using router = await startRoundRobin();
    const { sessions, connections } = await generateLoad(router.target, { sessions: 1, requests: 10 });
    expect(sessions).toMatchObject({ count: 1, compared: 1, moved: 1, moves: 9, mostMoves: 9 });
    expect(connections).toEqual({ count: 1, dialled: 1, retried: 0 });
  });

  test('asks for what the target says, as the target says', async () => {
    await using router = await startRouter((request, response) => answer(response, `${request.url}`));
    const target = { ...router.target, url: 'http://sticky.test:8080/a?b=c', fields: [['X-One', '1']] as const };

    const report = await generateLoad({ ...target, credentials: { bearer: 'secret' } }, { sessions: 1, requests: 1 });

    expect(Object.keys(report.backends)).toEqual(['/a?b=c']);
    expect(report.url).toBe('http://sticky.test:8080/a?…');
    expect(router.requests[0]?.headers).toMatchObject({
      host: 'sticky.test:8080',
      'user-agent': 'sticky-load/0.1.0 (+generates load)',
      'x-one': '1',
      authorization: 'Bearer secret',
    });
    expect(JSON.stringify(report)).not.toContain('secret');
  });

  test('over TLS, with the authority of the target', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'sticky.test' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'sticky.test' }] }],
    });
    const server = createTlsServer({ key, cert }, (_, response) => answer(response, pods[0]));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const target = { url: 'https://sticky.test/', connectTo: { host: '127.0.0.1', port } };
    try {
      const report = await generateLoad({ ...target, ca: cert }, { sessions: 20, connections: 4, requests: 200 });
      expect(report).toMatchObject({ answers: 200, failures: {}, connections: { dialled: 4 } });

      await expect(generateLoad(target, { requests: 5, sessions: 2 })).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
      });
      await expect(
        generateLoad({ ...target, url: 'https://other.test/', ca: cert }, { requests: 5, sessions: 2 }),
      ).rejects.toMatchObject({ message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('who answers a load', () => {
  test('is found out in a few answers before it begins', async () => {
    await using router = await startRoundRobin();
    const report = await generateAnyLoad(router.target, { sessions: 4, requests: 100 });
    expect(report).toMatchObject({ identity: { by: '/uuid', discovered: true }, requests: 100 });
    expect(Object.keys(report.backends).sort()).toEqual(pods.slice(0, 2));
    expect(router.requests.length).toBeGreaterThan(100);
    expect(router.requests.length).toBeLessThan(120);
  });

  test('is read where the caller says', async () => {
    let next = 0;
    await using router = await startRouter((_, response) => {
      response.setHeader('X-Pod', `pod-${next++ % 2}`);
      answer(response, 'all the same');
    });
    const { backends } = await generateLoad(router.target, { identity: 'header:x-pod', sessions: 4, requests: 100 });
    expect(backends).toMatchObject({ 'pod-0': { answers: 50 }, 'pod-1': { answers: 50 } });
  });

  test('is said by nobody: the load does not begin', async () => {
    await using router = await startRouter((_, response) => response.end('hello'));
    await expect(generateAnyLoad(router.target)).rejects.toMatchObject({ code: 'no-identity' });
    expect(router.requests.length).toBeLessThan(20);
  });
});

describe('the pace of a load', () => {
  test('is no faster than its rate', async () => {
    await using router = await startRoundRobin();
    const report = await generateLoad(router.target, { sessions: 20, rate: 200, duration: 500 });
    expect(report.requests).toBeGreaterThan(20);
    expect(report.requests).toBeLessThanOrEqual(101);
  });

  test('counts from when a request was due, so that a stalled server is not spared', async () => {
    await using router = await startRouter((_, response) => setTimeout(() => answer(response, pods[0]), 40).unref());
    const options = { sessions: 20, connections: 1, requests: 10 };

    const closed = await generateLoad(router.target, options);
    const open = await generateLoad(router.target, { ...options, rate: 1_000 });

    expect(closed.latency?.p50).toBeLessThan(200);
    expect(open.latency?.max).toBeGreaterThan(350);
  });

  test('lets a session rest after its answer', async () => {
    await using router = await startRoundRobin();
    const report = await generateLoad(router.target, { sessions: 4, connections: 2, thinkTime: 100, duration: 350 });
    expect(report.requests).toBeGreaterThanOrEqual(4);
    expect(report.requests).toBeLessThanOrEqual(16);
  });

  test('is told once a second', async () => {
    await using router = await startRoundRobin();
    const told: LoadProgress[] = [];
    const report = await generateLoad(router.target, {
      sessions: 20,
      rate: 100,
      duration: 1_300,
      onProgress: (progress) => told.push(progress),
    });
    expect(told.length).toBeGreaterThan(0);
    const { at = 0, answers = 0, requestsPerSecond } = told[0] ?? {};
    expect(at).toBeGreaterThanOrEqual(1_000);
    expect(answers).toBeGreaterThan(0);
    expect(answers).toBeLessThanOrEqual(report.answers);
    expect(requestsPerSecond).toBeCloseTo((answers / at) * 1_000, 0);
  });
});

describe('a load that is broken off', () => {
  test('tells what is known so far, at once', async () => {
    const controller = new AbortController();
    let asked = 0;
    // The fifth answer never comes.
    await using router = await startRouter((_, response) => {
      asked += 1;
      if (asked < 5) answer(response, pods[0]);
      else controller.abort();
    });

    const report = await generateLoad(router.target, { sessions: 2, requests: 100, signal: controller.signal });

    expect(report).toMatchObject({ ended: 'interrupted', requests: 5, answers: 4, failures: {} });
  });

  test('before it begins, asks nothing', async () => {
    await using router = await startRoundRobin();
    const report = await generateLoad(router.target, { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ ended: 'interrupted', requests: 0, answers: 0, requestsPerSecond: 0, backends: {} });
    expect(report.latency).toBeUndefined();
    expect(router.requests).toHaveLength(0);
  });
});

describe('the options of a load', () => {
  test.for<[what: object, says: RegExp]>([
    [{ sessions: 0 }, /sessions/],
    [{ sessions: 1.5 }, /sessions/],
    [{ connections: 0 }, /connections/],
    [{ sessions: 10, connections: 6 }, /at least 12 sessions/],
    [{ duration: Number.NaN }, /duration/],
    [{ requests: -1 }, /requests/],
    [{ rate: 0 }, /rate/],
    [{ thinkTime: -1 }, /thinkTime/],
    [{ timeout: 0 }, /timeout/],
    [{ identity: 'no identity' }, /no identity/],
  ])('refuses %j', async ([options, says]) => {
    await expect(generateLoad({ url: 'http://127.0.0.1:1/' }, options)).rejects.toMatchObject({
      name: 'ProbeError',
      code: 'invalid-option',
      message: expect.stringMatching(says),
    });
  });

  test('refuses a proxy, and an address that is none', async () => {
    await expect(generateLoad({ url: 'http://a/', proxy: 'http://proxy:3128' })).rejects.toMatchObject({
      code: 'invalid-option',
    });
    await expect(generateLoad({ url: 'ftp://a/' })).rejects.toMatchObject({ code: 'invalid-url' });
  });
});

function total(backends: Readonly<Record<string, { answers: number; sessions: number }>>, of: 'answers' | 'sessions') {
  return Object.values(backends).reduce((sum, backend) => sum + backend[of], 0);
}
