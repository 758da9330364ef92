import { expect, test } from 'vitest';
import type { HTTPRouteRule } from '../../resources/schema/http-route-rule.ts';
import type { SessionPersistence } from '../../resources/schema/session-persistence.ts';
import { TestGateways } from '../../testing/gateway.ts';
import { type Answer, cookiePairs } from '../../testing/ingress.ts';

const RELEASED: SessionPersistence = { sessionName: 'key' };
const COMING: SessionPersistence = { type: 'Cookie', cookie: { name: 'key' } };

/** A gateway whose route keeps its clients on one of so many pods. */
async function startSticky(
  sessionPersistence: SessionPersistence,
  pods = 2,
  options: { rule?: HTTPRouteRule; now?: () => number } = {},
) {
  const { rule, ...rest } = options;
  const gateways = TestGateways.start(rest);
  const all = await Promise.all(Array.from({ length: pods }, () => gateways.startPod()));
  gateways.expose('web', all);
  gateways.gateway();
  gateways.route({ sessionPersistence, ...rule });
  return { gateways, pods: all };
}

function setCookie(answer: Answer): string {
  const [line = ''] = answer.headers['set-cookie'] ?? [];
  return line;
}

/** What is left of a Set-Cookie line without the value. */
function attributes(answer: Answer): string {
  return setCookie(answer).replace(/=[^;]*/, '');
}

function sessionOf(answer: Answer): string {
  return cookiePairs(answer)[0]?.split('=')[1] ?? '';
}

test.each([
  ['v1.6.1', RELEASED],
  ['after v1.6.1', COMING],
])('the first answer sets a cookie of the session, and no other does (%s)', async (_shape, sessionPersistence) => {
  const { gateways } = await startSticky(sessionPersistence);

  const first = await gateways.ask();
  const next = await Promise.all(
    Array.from({ length: 20 }, () => gateways.ask({ headers: { cookie: `other=1; key=${sessionOf(first)}` } })),
  );

  expect(attributes(first)).toBe('key; Path=/; HttpOnly; SameSite=Strict');
  expect(new Set(next.map(({ body }) => body))).toEqual(new Set([first.body]));
  expect(next.flatMap(cookiePairs)).toEqual([]);
  expect(gateways.log.last(1)).toMatchObject([
    { session: { name: 'key', isNew: false }, tries: [{ reason: 'cookie' }] },
  ]);
});

test('the value tells nothing of the pod, and two sessions of one pod have values of their own only in time', async () => {
  let now = 1_000_000;
  const { gateways, pods } = await startSticky(RELEASED, 1, { now: () => now });

  const first = sessionOf(await gateways.ask());
  now += 1;
  const second = sessionOf(await gateways.ask());

  expect(first).not.toBe(second);
  expect(first).toMatch(/^[\w-]{40}$/);
  expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain(pods[0]?.ip);
});

test.each([
  ['v1.6.1', { sessionName: 'key', absoluteTimeout: '1m', cookieConfig: { lifetimeType: 'Permanent' } }],
  ['after v1.6.1', { absoluteTimeout: '1m', cookie: { name: 'key', lifetimeType: 'Permanent' } }],
])('a permanent cookie lasts as long as absoluteTimeout (%s)', async (_shape, sessionPersistence) => {
  const { gateways } = await startSticky(sessionPersistence);

  expect(attributes(await gateways.ask())).toBe('key; Path=/; Max-Age=60; HttpOnly; SameSite=Strict');
});

test('absoluteTimeout counts from the beginning of the session, whatever the client keeps and however often it asks', async () => {
  let now = 1_000_000;
  const persistence = { ...RELEASED, absoluteTimeout: '100ms' };
  const { gateways } = await startSticky(persistence, 2, { now: () => now });
  const first = await gateways.ask();
  const cookie = cookiePairs(first).join();

  now += 60;
  const within = await gateways.ask({ headers: { cookie } });
  now += 39;
  const last = await gateways.ask({ headers: { cookie } });
  now += 1;
  const after = await gateways.ask({ headers: { cookie } });

  expect([within, last].map(({ body, headers }) => [body, headers['set-cookie']])).toEqual([
    [first.body, undefined],
    [first.body, undefined],
  ]);
  expect(sessionOf(after)).not.toBe('');
  expect(attributes(first)).not.toContain('Max-Age');
});

test('of 2,000 sessions none moves when pods are added, by cookie', { timeout: 30_000 }, async () => {
  const { gateways, pods } = await startSticky(COMING, 3);
  const sessions = await inBatches(2_000, async () => {
    const answer = await gateways.ask();
    return { cookie: cookiePairs(answer).join(), body: answer.body };
  });

  gateways.expose('web', [...pods, await gateways.startPod(), await gateways.startPod()]);
  await gateways.settled();
  const later = await inBatches(
    2_000,
    async (index) => await gateways.ask({ headers: { cookie: sessions[index]?.cookie ?? '' } }),
  );

  expect(later.filter(({ body }, index) => body !== sessions[index]?.body)).toEqual([]);
  expect(later.flatMap(cookiePairs)).toEqual([]);
  expect(new Set(sessions.map(({ body }) => body)).size).toBe(3);
});

test.each<[string, SessionPersistence]>([
  ['v1.6.1', { type: 'Header', sessionName: 'X-Session' }],
  ['after v1.6.1', { type: 'Header', header: { name: 'X-Session' } }],
])(
  'a header carries the session: given in the first answer, sent back by the client (%s)',
  async (_shape, persistence) => {
    const { gateways, pods } = await startSticky(persistence, 3);
    const sessions = await inBatches(100, async () => {
      const { headers, body } = await gateways.ask();
      return { session: String(headers['x-session']), body };
    });

    gateways.expose('web', [...pods, await gateways.startPod()]);
    await gateways.settled();
    const later = await inBatches(100, async (index) => {
      return await gateways.ask({ headers: { 'x-session': sessions[index]?.session ?? '' } });
    });

    expect(later.map(({ body }) => body)).toEqual(sessions.map(({ body }) => body));
    expect(later.some(({ headers }) => 'x-session' in headers || 'set-cookie' in headers)).toBe(false);
    expect(gateways.log.last(1)).toMatchObject([{ tries: [{ reason: 'header' }] }]);
  },
);

test('a session whose pod is gone goes on with another pod and a new cookie', async () => {
  const { gateways, pods } = await startSticky(RELEASED, 2);
  const first = await gateways.ask();
  const others = pods.filter(({ ip }) => ip !== first.body);

  gateways.expose('web', others);
  await gateways.settled();
  const second = await gateways.ask({ headers: { cookie: cookiePairs(first).join() } });

  expect(second.body).toBe(others[0]?.ip);
  expect(sessionOf(second)).not.toBe(sessionOf(first));
  expect(cookiePairs(second)).toHaveLength(1);
});

test('a pod that takes no connections loses the session to one that does', async () => {
  const { gateways, pods } = await startSticky(RELEASED, 2);
  const first = await gateways.ask();
  const its = pods.find(({ ip }) => ip === first.body);
  its?.server.close();
  its?.server.closeAllConnections();

  const second = await gateways.ask({ headers: { cookie: cookiePairs(first).join() } });
  const third = await gateways.ask({ headers: { cookie: cookiePairs(second).join() } });

  expect(second.status).toBe(200);
  expect(second.body).not.toBe(first.body);
  expect([third.body, cookiePairs(third)]).toEqual([second.body, []]);
});

test('a session goes before the weights, also to a backend that gets nothing any more', async () => {
  const gateways = TestGateways.start();
  const [one, two] = [await gateways.startPod(), await gateways.startPod()];
  gateways.expose('one', [one]);
  gateways.expose('two', [two]);
  gateways.gateway();
  const refs = (weights: readonly number[]) => [
    { name: 'one', port: 80, weight: weights[0] ?? 0 },
    { name: 'two', port: 80, weight: weights[1] ?? 0 },
  ];
  gateways.route({ backendRefs: refs([1, 0]), sessionPersistence: RELEASED });
  const first = await gateways.ask();
  const found = gateways.store.get('httproutes', { namespace: 'default', name: 'web' });
  if (found === undefined) throw new Error('no route');

  const rules = [{ backendRefs: refs([0, 1]), sessionPersistence: RELEASED }];
  gateways.store.update('httproutes', { ...found, spec: { ...found.spec, rules } });
  await gateways.settled();

  expect(first.body).toBe(one.ip);
  expect((await gateways.ask({ headers: { cookie: cookiePairs(first).join() } })).body).toBe(one.ip);
  expect((await gateways.ask()).body).toBe(two.ip);
});

test('rules share no sessions, even where their cookies have one name', async () => {
  const { gateways, pods } = await startSticky(COMING, 2);
  const rule = { backendRefs: [{ name: 'web', port: 80 }], sessionPersistence: COMING };
  gateways.route({ ...rule, matches: [{ path: { type: 'PathPrefix', value: '/b' } }] }, {}, 'b');
  await gateways.settled();
  const first = await gateways.ask();

  const elsewhere = await gateways.ask({ path: '/b', headers: { cookie: cookiePairs(first).join() } });

  expect(pods).toHaveLength(2);
  expect(cookiePairs(elsewhere)).toHaveLength(1);
  expect(gateways.store.list('events').map(({ reason, message }) => `${reason}: ${message}`)).toContainEqual(
    expect.stringMatching(/^SessionNameClash: the cookie "key" is also that of another rule of default\/b/),
  );
});

test.each([
  ['garbage', '"\u00ff%%%'],
  ['nothing', ''],
  ['forty letters', 'A'.repeat(40)],
  ['very long', 'A'.repeat(7_000)],
])('a cookie that the gateway did not make begins a new session: %s', async (_kind, value) => {
  const { gateways } = await startSticky(RELEASED);

  const answer = await gateways.ask({ headers: { cookie: `key=${value}` } });

  expect(answer.status).toBe(200);
  expect(cookiePairs(answer)).toHaveLength(1);
});

test('one changed letter makes a session invalid', async () => {
  const { gateways } = await startSticky(RELEASED, 1);
  const value = sessionOf(await gateways.ask());

  for (const index of [0, 10, 20, 30, 38]) {
    const changed = value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1);
    expect(cookiePairs(await gateways.ask({ headers: { cookie: `key=${changed}` } }))).toHaveLength(1);
  }
});

test.each<[string, string, string]>([
  ['PathPrefix', '/', '/'],
  ['PathPrefix', '/foo/', '/foo'],
  ['Exact', '/foo/bar', '/foo/bar'],
  ['RegularExpression', '/p1/p2/[^/]*/p3', '/p1/p2'],
  ['RegularExpression', '^/p1/p2$', '/p1/p2'],
  ['RegularExpression', '.*', '/'],
])('in v1.6.1 the path of the cookie is that of the match: %s %s', async (type, value, path) => {
  const matches = [{ path: { type, value } }];
  const { gateways } = await startSticky(RELEASED, 1, { rule: { matches } });
  const asked = { '/p1/p2/[^/]*/p3': '/p1/p2/x/p3', '^/p1/p2$': '/p1/p2', '.*': '/x' }[value] ?? value;

  expect(attributes(await gateways.ask({ path: asked }))).toBe(`key; Path=${path}; HttpOnly; SameSite=Strict`);
});

test('after v1.6.1 the path of the cookie is /, or what cookie.path says', async () => {
  const matches = [{ path: { type: 'PathPrefix', value: '/foo' } }];
  const { gateways } = await startSticky(COMING, 1, { rule: { matches } });
  gateways.route(
    { matches: [{ path: { value: '/bar' } }], sessionPersistence: { cookie: { name: 'key', path: '/bar/inner' } } },
    {},
    'bar',
  );
  await gateways.settled();

  expect(attributes(await gateways.ask({ path: '/foo/x' }))).toContain('; Path=/;');
  expect(attributes(await gateways.ask({ path: '/bar/x' }))).toContain('; Path=/bar/inner;');
});

test('without a name each rule has a cookie of its own', async () => {
  const { gateways } = await startSticky({}, 1);
  gateways.route({ matches: [{ path: { value: '/b' } }], sessionPersistence: {} }, {}, 'b');
  await gateways.settled();

  const names = [await gateways.ask(), await gateways.ask({ path: '/b' })].map(
    (answer) => setCookie(answer).split('=')[0],
  );

  expect(names).toEqual([expect.stringMatching(/^sticky-[0-9a-f]{10}$/), expect.stringMatching(/^sticky-/)]);
  expect(new Set(names).size).toBe(2);
});

test.each<[string, SessionPersistence]>([
  ['a name that is none', { sessionName: 'a b' }],
  ['a name that breaks the line', { sessionName: 'a\r\nX-Evil: 1' }],
  ['a path with an attribute', { cookie: { path: '/; Domain=evil' } }],
  ['no time at all', { absoluteTimeout: '0s' }],
  ['a header that is taken', { type: 'Header', sessionName: 'Content-Length' }],
])('what no session can be is said, and its rule is dropped: %s', async (_kind, persistence) => {
  const { gateways } = await startSticky(persistence, 1);

  expect((await gateways.ask()).status).toBe(404);
  expect(gateways.routeConditions()[0]).toBe('Accepted=False (UnsupportedValue)');
});

async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let begin = 0; begin < count; begin += 50) {
    const batch = Array.from({ length: Math.min(50, count - begin) }, (_, index) => make(begin + index));
    results.push(...(await Promise.all(batch)));
  }
  return results;
}
