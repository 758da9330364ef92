import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { probe } from './index.ts';
import { answer, anyOf, cookiesOf, pods, startRouter, startTcpRouter, sticky } from './routers.fixture.ts';

/** Stand for other clients; all of them are this machine, also where it has no more than one address on loopback. */
const loopback = Array.from({ length: 20 }, () => '127.0.0.1');

describe('a route that holds nobody', () => {
  test('at random: not sticky, for certain', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[anyOf(2)]));

    const { verdict, requests } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'not-sticky', certain: true });
    expect(verdict.headline).toMatch(/^Not sticky: one client met both pods after \d+ requests\.$/);
    expect(requests).toBeLessThan(60);
  });

  test.for([1, 2, 3, 4, 5])(
    'in turns, where every second answer is the same pod: not sticky (seed %i)',
    async (seed) => {
      let turn = 0;
      await using router = await startRouter((_, response) => answer(response, pods[turn++ % 2]));

      const { verdict, requests } = await probe(router.target, { seed });

      expect(verdict.kind).toBe('not-sticky');
      expect(requests).toBeLessThanOrEqual(20);
    },
  );

  test('that sets a cookie and does not honour it, either: no part of the requests is held', async () => {
    await using router = await startRouter((_, response) => {
      response.setHeader('set-cookie', `key=${Math.random()}; Max-Age=60`);
      answer(response, pods[anyOf(2)]);
    });

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({
      kind: 'cookie-not-honoured',
      cookie: 'key',
      certain: true,
      headline: 'Not sticky: the route gets "key" back and does not honour it.',
    });
    expect(verdict.log10Odds).toBeGreaterThanOrEqual(6);
  });

  test('since its cookie is Secure and the route is http: no browser returns it, and why', async () => {
    await using router = await startRouter(sticky('Secure'));

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'cookie-not-returned', cookie: 'key' });
    expect(verdict.advice).toContain('The cookie "key" is never sent back: it is Secure and the route is http.');
  });

  test("since its cookie's path covers nothing that is asked for: no browser returns it, and why", async () => {
    await using router = await startRouter(sticky('Path=/shop'));

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'cookie-not-returned', cookie: 'key' });
    expect(verdict.advice).toContain('The cookie "key" is never sent back: its path /shop does not cover /.');
  });

  test('and closes every connection: not sticky, since nothing is left to hold a client', async () => {
    await using router = await startRouter((_, response) => {
      response.setHeader('connection', 'close');
      answer(response, pods[anyOf(2)]);
    });

    const { verdict, evidence } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'not-sticky', certain: true });
    expect(evidence.find(({ experiment }) => experiment === 'connection')?.finding).toBe(
      'the route closes each connection after one answer',
    );
  });
});

describe('a route that is sticky by a cookie', () => {
  test('names it, with the odds, over both pods', async () => {
    await using router = await startRouter(sticky());

    const { verdict, evidence, cookies, sessionsPerBackend, requests } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', cookie: 'key', certain: false });
    expect(verdict.log10Odds).toBeGreaterThanOrEqual(6);
    expect(verdict.headline).toBe('Sticky by cookie "key".');
    expect(evidence.map(({ experiment }) => experiment)).toEqual(['fresh', 'cookie']);
    expect(cookies).toEqual([{ name: 'key', maxAgeSeconds: 60, secure: false, httpOnly: true }]);
    expect(Object.keys(sessionsPerBackend).sort()).toEqual(pods.slice(0, 2).sort());
    expect(requests).toBeLessThanOrEqual(80);
  });

  test('by the hash of its value is no other thing', async () => {
    const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 3;
    await using router = await startRouter((request, response) => {
      const key = cookiesOf(request).get('lb') ?? String(Math.random());
      if (!cookiesOf(request).has('lb')) response.setHeader('set-cookie', `lb=${key}; SameSite=Lax; HttpOnly`);
      answer(response, pods[hash(key)]);
    });

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', cookie: 'lb' });
  });

  test("is told from the app's own cookie", async () => {
    const route = sticky('Path=/; Max-Age=60', 'key');
    await using router = await startRouter((request, response) => {
      if (!cookiesOf(request).has('sid')) response.appendHeader('set-cookie', 'sid=abc; Path=/; HttpOnly');
      route(request, response);
    });

    const { verdict, evidence, requests } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', cookie: 'key' });
    expect(verdict.advice).toContain('The route also sets "sid": no session is held by it.');
    expect(
      evidence.filter(({ experiment }) => experiment === 'ablation').map(({ title, finding }) => [title, finding]),
    ).toEqual(
      expect.arrayContaining([
        ['without "key"', 'moved: it is this cookie'],
        ['only "key"', 'stayed'],
      ]),
    );
    expect(requests).toBeLessThanOrEqual(250);
  });

  test('holds on the connection too, which takes nothing from the verdict', async () => {
    const byCookie = sticky();
    await using router = await startTcpRouter(() => anyOf(2), [byCookie, byCookie]);

    expect((await probe(router.target, { seed: 1 })).verdict).toMatchObject({
      kind: 'sticky-by-cookie',
      cookie: 'key',
    });
  });

  test('says what is wrong with the cookie', async () => {
    await using router = await startRouter(sticky('Max-Age=60'));

    expect((await probe(router.target, { seed: 1 })).verdict.advice).toEqual([
      'It ends 60 s after the first answer, also in the middle of a visit.',
      'No SameSite; no Secure (the route is http).',
      'No HttpOnly: scripts of the page can read it.',
    ]);
  });

  test('does not say that a visit ends when the cookie is renewed with each answer', async () => {
    await using router = await startRouter((request, response) => {
      const pod = Number(cookiesOf(request).get('key') ?? anyOf(2));
      response.setHeader('set-cookie', `key=${pod}; Max-Age=60; HttpOnly; SameSite=Strict`);
      answer(response, pods[pod]);
    });

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', advice: ['No Secure (the route is http).'] });
  });

  test('is found though answers fail now and then', async () => {
    let asked = 0;
    const route = sticky();
    await using router = await startRouter((request, response) =>
      ++asked % 6 === 0 ? response.writeHead(503).end() : route(request, response),
    );

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict.kind).toBe('sticky-by-cookie');
    expect(verdict.advice.at(-1)).toMatch(/^\d+ of \d+ requests failed: status 503\.$/);
  });

  test('is no less so when the cookie ends in the middle of the probe', async () => {
    await using router = await startRouter((request, response) => {
      setTimeout(() => sticky('Max-Age=1')(request, response), 45);
    });

    const { verdict, took } = await probe(router.target, { seed: 1 });

    expect(took).toBeGreaterThan(1000);
    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', cookie: 'key' });
  });
});

test('a balancer of connections pins by the connection only', async () => {
  await using router = await startTcpRouter(
    () => anyOf(2),
    [0, 1].map((pod) => (_, response) => answer(response, pods[pod])),
  );

  const { verdict, samples } = await probe(router.target, { seed: 1 });

  expect(verdict).toMatchObject({ kind: 'sticky-by-connection', headline: 'Pinned by the connection only.' });
  expect(verdict.because).toContain('the next connection may meet the other pod');
  const kept = samples.filter(({ experiment }) => experiment === 'connection');
  for (const { session, connection } of kept) {
    expect(kept.find((sample) => sample.session === session)?.connection).toBe(connection);
  }
});

describe('a route that always meets one pod from here is told', () => {
  const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 2;

  test.skipIf(process.platform === 'darwin')('to go by the address, from others of loopback', async () => {
    await using router = await startRouter((request, response) =>
      answer(response, pods[hash(request.socket.remoteAddress ?? '')]),
    );

    const { verdict } = await probe(router.target, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'sticky-by-address', headline: 'Sticky by the client address.' });
    expect(verdict.log10Odds).toBeGreaterThanOrEqual(6);
  });

  test('to go by the address that X-Forwarded-For says', async () => {
    await using router = await startRouter((request, response) =>
      answer(response, pods[hash(String(request.headers['x-forwarded-for']))]),
    );

    const forwardedFor = Array.from({ length: 20 }, (_, index) => `203.0.113.${index + 1}`);
    const { verdict } = await probe({ ...router.target, forwardedFor }, { seed: 1 });

    expect(verdict.kind).toBe('sticky-by-address');
  });

  test.for([
    ['query', (url: string) => url],
    ['path', (url: string) => url.replace(/\?.*/, '')],
  ] as const)('to go by the %s', async ([, part]) => {
    await using router = await startRouter((request, response) =>
      answer(response, pods[hash(part(request.url ?? ''))]),
    );

    const { verdict } = await probe(router.target, { seed: 1, sources: loopback });

    expect(verdict).toMatchObject({ kind: 'sticky-by-url', headline: 'Sticky by the URL.' });
  });

  test('to go by a header that the caller names', async () => {
    await using router = await startRouter((request, response) =>
      answer(response, pods[hash(String(request.headers['x-user']))]),
    );

    const { verdict } = await probe(router.target, { seed: 1, headers: ['X-User'] });

    expect(verdict).toMatchObject({ kind: 'sticky-by-header', header: 'x-user' });
  });

  test('to go by its cookie where that is stronger than the address', async () => {
    await using router = await startRouter((request, response) =>
      sticky('Path=/', 'key', () => hash(request.headers['x-forwarded-for']?.toString() ?? ''))(request, response),
    );

    const forwardedFor = Array.from({ length: 20 }, (_, index) => `203.0.113.${index + 1}`);
    const { verdict } = await probe({ ...router.target, forwardedFor }, { seed: 1 });

    expect(verdict).toMatchObject({ kind: 'sticky-by-cookie', cookie: 'key' });
  });
});

test('a route that gives a header and honours it is sticky by that header', async () => {
  await using router = await startRouter((request, response) => {
    const given = request.headers['x-session'];
    const pod = given === undefined ? anyOf(2) : Number(given);
    response.setHeader('x-session', String(pod));
    answer(response, pods[pod]);
  });

  expect((await probe(router.target, { seed: 1 })).verdict).toMatchObject({
    kind: 'sticky-by-header',
    header: 'x-session',
  });
});

test('two routers that do not know of each other make a route partly sticky', async () => {
  const tables = [new Map<string, number>(), new Map<string, number>()];
  await using router = await startRouter((request, response) => {
    const table = tables[anyOf(2)] ?? new Map<string, number>();
    const key = cookiesOf(request).get('key') ?? '';
    const pod = table.get(key) ?? anyOf(2);
    if (!table.has(key)) {
      const given = String(Math.random());
      table.set(given, pod);
      response.setHeader('set-cookie', `key=${given}`);
    }
    answer(response, pods[pod]);
  });

  const { verdict } = await probe(router.target, { seed: 1 });

  expect(verdict).toMatchObject({ kind: 'partly-sticky', cookie: 'key', certain: false });
  expect(verdict.headline).toMatch(/^Partly sticky: \d+ % of requests with a cookie met another pod/);
});

describe('a route where one pod answers', () => {
  const onePod: RequestListener = (_, response) => answer(response, pods[0]);

  test('has one pod when one is ready, with the odds of having missed a second', async () => {
    await using router = await startRouter(onePod);

    const { verdict, requests } = await probe(router.target, { readyBackends: 1 });

    expect(verdict.kind).toBe('one-backend');
    expect(verdict.log10Odds).toBeGreaterThanOrEqual(6);
    expect(requests).toBe(21);
  });

  test('to clients of other addresses and URLs, too, has one pod, and says how small another could be', async () => {
    await using router = await startRouter(onePod);

    const { verdict, requests } = await probe(router.target, { sources: loopback });

    expect(verdict.kind).toBe('one-backend');
    expect(verdict.leak).toBeCloseTo(0.01, 3);
    expect(requests).toBe(300);
  });

  test('though two are ready is inconclusive: it may go by the address', async () => {
    await using router = await startRouter(onePod);

    expect((await probe(router.target, { readyBackends: 2, sources: [] })).verdict).toMatchObject({
      kind: 'inconclusive',
      headline: 'Inconclusive: 2 pods are ready, and always the same one answers.',
      settle: 'Everything here comes from one client address: probe from another address.',
    });
  });

  test('from here, and nobody knows how many are ready, is inconclusive', async () => {
    await using router = await startRouter(onePod);

    expect((await probe(router.target, { sources: [] })).verdict).toMatchObject({
      kind: 'inconclusive',
      headline: 'Inconclusive: one pod answers everything from here.',
      settle:
        'Say how many pods are ready. Or: Everything here comes from one client address: probe from another address.',
    });
  });

  test('is inconclusive when too few requests are allowed', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));

    expect((await probe(router.target, { maxRequests: 5 })).verdict).toMatchObject({
      kind: 'inconclusive',
      settle: 'Allow more requests.',
    });
  });
});
