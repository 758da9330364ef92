import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { cookiePairs, TestIngress } from '../../testing/ingress.ts';
import { askWith, newSession, podsMet, podsOf, startSticky } from '../../testing/ingress-sessions.ts';
import { ingress as manifest, service } from '../../testing/manifests.ts';
import { backendKey, persistentKey } from './affinity-key.ts';

const balanced = { affinity: 'cookie', 'session-cookie-name': 'key' };
const persistent = { ...balanced, 'affinity-mode': 'persistent' };

describe.each([
  ['balanced', balanced],
  ['persistent', persistent],
])('mode %s', (_mode, annotations) => {
  test('keeps a client that sends its cookie on its pod, and does not issue the cookie again', async () => {
    const { ingress } = await startSticky(3, annotations);
    const { cookie, pod } = await newSession(ingress);

    const later = await Promise.all(Array.from({ length: 20 }, () => askWith(ingress, cookie)));

    expect(new Set(later.map(({ body }) => body))).toEqual(new Set([pod]));
    expect(later.flatMap(cookiePairs)).toEqual([]);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'cookie' }]);
  });

  test('gives clients without a cookie pods at random, and each a cookie of its own pod', async () => {
    const { ingress } = await startSticky(2, annotations);

    const answers = await Promise.all(Array.from({ length: 40 }, () => ingress.ask()));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'random' }]);
    const cookies = answers.map((answer) => cookiePairs(answer)[0] ?? '');
    expect(await podsOf(ingress, cookies)).toEqual(answers.map(({ body }) => body));
  });

  test('never asks how old a cookie is: max-age is for the browser alone', async () => {
    const { ingress } = await startSticky(3, { ...annotations, 'session-cookie-max-age': '60' });
    const { cookie, pod } = await newSession(ingress);

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 365 * 86_400_000 });
    onTestFinished(() => void vi.useRealTimers());
    const replayed = await askWith(ingress, cookie);

    expect(replayed.body).toBe(pod);
    expect(cookiePairs(replayed)).toEqual([]);
  });

  test('answers 503 without a ready pod', async () => {
    const { ingress } = await startSticky(1, annotations);
    ingress.expose('web', []);
    await ingress.settled();

    expect(await ingress.ask()).toMatchObject({ status: 503 });
  });

  test.each([{ ready: false }, { ready: false, serving: true, terminating: true }])(
    'sends nobody to a pod that is %j, with its cookie or without',
    async (conditions) => {
      const { ingress, pods } = await startSticky(3, annotations);
      const { cookie, pod } = await newSession(ingress);

      const slice = ingress.store.get('endpointslices', { namespace: 'default', name: 'web-1' });
      if (slice === undefined) throw new Error('the Service has no slice');
      const endpoints = slice.endpoints.map((one) => (one.addresses[0] === pod ? { ...one, conditions } : one));
      ingress.store.update('endpointslices', { ...slice, endpoints });
      await ingress.settled();

      expect(await podsMet(ingress, 5, { headers: { Cookie: cookie } })).not.toContain(pod);
      const others = pods.map(({ ip }) => ip).filter((ip) => ip !== pod);
      expect(await podsMet(ingress, 60)).toEqual(new Set(others));
    },
  );

  test('needs no state that two controllers would have to share', async () => {
    const one = await startSticky(4, annotations);
    // The other one's pods have the same addresses.
    const other = await startSticky(4, annotations);
    const { cookie, pod } = await newSession(one.ingress);

    expect((await askWith(other.ingress, cookie)).body).toBe(pod);
  });

  test('of several cookies of the name, goes by the last one', async () => {
    const { ingress } = await startSticky(4, annotations);
    const sessions = await Promise.all(Array.from({ length: 20 }, () => newSession(ingress)));
    const [first] = sessions;
    const other = sessions.find(({ pod }) => pod !== first?.pod);

    const answer = await askWith(ingress, `${first?.cookie}; ${other?.cookie}`);

    expect(answer.body).toBe(other?.pod);
  });

  test('the cookie is the key and the name of the upstream, joined by |, and always HttpOnly', async () => {
    const { ingress } = await startSticky(2, annotations);

    const [line] = (await ingress.ask()).headers['set-cookie'] ?? [];

    expect(line).toMatch(/^key=[0-9a-f.]+\|[0-9a-f]{32}; Path=\/; HttpOnly$/);
    expect(line).toContain(`|${backendKey('default-web-80')};`);
  });

  test('a bad cookie of any bytes is no harm', async () => {
    const { ingress } = await startSticky(2, annotations);
    const cookies = [
      'key=',
      'key=|',
      'key=||||',
      'key="',
      '=',
      ';;;',
      'key',
      `key=${'x'.repeat(2000)}`,
      'key=\xff\x80|\xe4',
    ];
    for (const cookie of cookies) expect(await askWith(ingress, cookie), cookie).toMatchObject({ status: 200 });
  });
});

test('the cookie is INGRESSCOOKIE where no name is given', async () => {
  const { ingress } = await startSticky(2, { affinity: 'cookie' });
  expect((await newSession(ingress)).cookie).toMatch(/^INGRESSCOOKIE=/);
});

test.each([
  [{ 'nginx.org/sticky-cookie-services': 'serviceName=web key expires=1h path=/' }],
  [{ 'traefik.ingress.kubernetes.io/service.sticky.cookie': 'true' }],
  [{ 'haproxy.org/cookie-persistence': 'key' }],
  [{ 'nginx.ingress.kubernetes.io/session-cookie-name': 'key' }],
  [{ 'nginx.ingress.kubernetes.io/affinity': 'ip' }],
])('there is no cookie by %j', async (annotations) => {
  const { ingress } = await startSticky(2);
  const found = ingress.store.get('ingresses', { namespace: 'default', name: 'web' });
  if (found === undefined) throw new Error('there is no Ingress');
  ingress.store.update('ingresses', { ...found, metadata: { ...found.metadata, annotations } });
  await ingress.settled();

  expect(cookiePairs(await ingress.ask())).toEqual([]);
  expect((await podsMet(ingress, 4)).size).toBe(2);
});

describe('mode balanced', () => {
  test.each([[{}], [{ 'affinity-mode': 'balanced' }], [{ 'affinity-mode': 'Persistent' }]])(
    'is what the mode %j means',
    async (mode) => {
      const { ingress } = await startSticky(2, { ...balanced, ...mode });
      expect((await newSession(ingress)).cookie).toMatch(/^key=\d+(\.\d+)?\.\d+\.\d+\|/);
    },
  );

  test('spreads new sessions by the ring, of which some addresses have more than others', async () => {
    const { ingress } = await startSticky(0, balanced);
    // Of the keys of any second, these have 27, 31 and 42 %, each with a standard deviation of one point.
    const ips = ['10.0.56.5', '10.0.56.6', '10.0.56.7'];
    ingress.expose('web', await Promise.all(ips.map((ip) => ingress.startPod(undefined, ip))));
    await ingress.settled();

    const met = await podsOf(ingress, Array(2_000).fill('another=1'));

    const shares = ips.map((ip) => met.filter((body) => body === ip).length / met.length);
    for (const [index, expected] of [0.27, 0.306, 0.424].entries())
      expect(Math.abs((shares[index] ?? 0) - expected), ips[index]).toBeLessThan(0.06);
  });

  test('moves a session silently when its pod is gone, and back when the pods are the same again', async () => {
    const { ingress, pods } = await startSticky(3, balanced);
    const { cookie, pod } = await newSession(ingress);

    ingress.expose(
      'web',
      pods.filter(({ ip }) => ip !== pod),
    );
    await ingress.settled();
    const moved = await askWith(ingress, cookie);
    ingress.expose('web', pods);
    await ingress.settled();

    expect(moved).toMatchObject({ status: 200 });
    expect(moved.body).not.toBe(pod);
    expect(cookiePairs(moved)).toEqual([]);
    expect((await askWith(ingress, cookie)).body).toBe(pod);
  });

  test.each([
    ['forged', 'key=forged'],
    ['stale', `key=1600000000.1.1|${backendKey('default-web-80')}`],
    ['foreign', `key=x|${backendKey('default-other-80')}`],
  ])('honours a %s cookie: every key has its pod', async (_kind, cookie) => {
    const { ingress } = await startSticky(3, balanced);

    const answers = await Promise.all(Array.from({ length: 10 }, () => askWith(ingress, cookie)));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.flatMap(cookiePairs)).toEqual([]);
  });
});

describe('mode persistent', () => {
  test('names the pod in the cookie, by the keys of ingress-nginx', async () => {
    const { ingress } = await startSticky(2, persistent);

    const { cookie, pod } = await newSession(ingress);

    const key = persistentKey('default-web-80', `${pod}:8080`);
    expect(cookie).toBe(`key=${key}|${backendKey('default-web-80')}`);
  });

  test('issues, to the byte, the cookie that ingress-nginx has issued for this pod', async () => {
    const ingress = await TestIngress.start();
    const pod = await ingress.startPod(undefined, '10.184.7.40');
    const namespace = 'access-router';
    const metadata = { name: 'production-web', namespace };
    ingress.expose('production-web', [pod]);
    const slice = ingress.store.get('endpointslices', { namespace: 'default', name: 'production-web-1' });
    if (slice === undefined) throw new Error('the Service has no slice');
    const { labels = {} } = slice.metadata;
    ingress.store.create('endpointslices', { ...slice, metadata: { ...metadata, labels } });
    ingress.store.create('services', { ...service('production-web'), metadata });
    const backend = { service: { name: 'production-web', port: { number: 80 } } };
    const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    const annotations = Object.fromEntries(
      Object.entries(persistent).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    );
    const route = manifest('web', { rules }, annotations);
    ingress.store.create('ingresses', { ...route, metadata: { ...route.metadata, namespace } });
    await ingress.settled();

    expect(cookiePairs(await ingress.ask())).toEqual([
      'key=ce8f959dcbe10d546cb8a4cc705e10f0|3ec0ac2d8dd2cda20a93dee13e737231',
    ]);
  });

  test('picks anew, with a new cookie, when the pod is gone', async () => {
    const { ingress, pods } = await startSticky(2, persistent);
    const { cookie, pod } = await newSession(ingress);
    ingress.expose(
      'web',
      pods.filter(({ ip }) => ip !== pod),
    );
    await ingress.settled();

    const moved = await askWith(ingress, cookie);

    expect(moved.body).not.toBe(pod);
    expect(cookiePairs(moved)).toHaveLength(1);
    expect((await askWith(ingress, cookiePairs(moved)[0] ?? '')).body).toBe(moved.body);
  });

  test('picks anew for a key that names no pod', async () => {
    const { ingress } = await startSticky(3, persistent);
    expect(cookiePairs(await askWith(ingress, 'key=forged'))).toHaveLength(1);
    expect((await podsMet(ingress, 40, { headers: { Cookie: 'key=forged' } })).size).toBe(3);
  });

  test("a key alone is enough, and a foreign upstream's name beside it does not matter", async () => {
    const { ingress } = await startSticky(3, persistent);
    const { cookie, pod } = await newSession(ingress);
    const [key = ''] = cookie.split('|');
    expect((await askWith(ingress, key)).body).toBe(pod);
    expect((await askWith(ingress, `${key}||${backendKey('default-other-80')}`)).body).toBe(pod);
  });
});

describe('when the mode changes', () => {
  test('balanced to persistent issues a new cookie', async () => {
    const { ingress } = await startSticky(3, balanced);
    const { cookie } = await newSession(ingress);

    ingress.annotate('web', persistent);
    await ingress.settled();
    const answer = await askWith(ingress, cookie);

    expect(cookiePairs(answer)[0]).toContain(persistentKey('default-web-80', `${answer.body}:8080`));
  });

  test('persistent to balanced hashes the old value, and issues none', async () => {
    const { ingress } = await startSticky(3, persistent);
    const { cookie } = await newSession(ingress);

    ingress.annotate('web', balanced);
    await ingress.settled();
    const answers = await Promise.all(Array.from({ length: 10 }, () => askWith(ingress, cookie)));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.flatMap(cookiePairs)).toEqual([]);
  });

  test('without affinity the cookie means nothing any more', async () => {
    const { ingress } = await startSticky(3, persistent);
    const { cookie } = await newSession(ingress);

    ingress.annotate('web', {});
    await ingress.settled();

    expect((await podsMet(ingress, 9, { headers: { Cookie: cookie } })).size).toBe(3);
  });
});
