import { describe, expect, test } from 'vitest';
import { cookiePairs } from '../../testing/ingress.ts';
import { podsMet, startSticky, stopPod } from '../../testing/ingress-sessions.ts';
import { ConsistentHash } from './balancer/consistent-hash.ts';

const users = Array.from({ length: 12 }, (_, index) => `user-${index}`);

/** The pods of the users, each asked for once. */
async function podsByUser(ask: (user: string) => Promise<{ body: string }>): Promise<string[]> {
  return (await Promise.all(users.map(ask))).map(({ body }) => body);
}

describe('upstream-hash-by', () => {
  test('keeps the requests of one value on one pod, without a cookie, and spreads the values', async () => {
    const { ingress, pods } = await startSticky(3, { 'upstream-hash-by': '$http_x_user' });
    const ask = (user: string) => ingress.ask({ headers: { 'X-User': user } });

    const first = await podsByUser(ask);
    const again = await podsByUser(ask);

    const ring = new ConsistentHash(pods.map(({ ip }) => `${ip}:8080`));
    expect(first.map((ip) => `${ip}:8080`)).toEqual(users.map((user) => ring.find(user)));
    expect(again).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(cookiePairs(await ask('ann'))).toEqual([]);
    expect(ingress.log.last(1)[0]?.tries).toMatchObject([{ reason: 'hash' }]);
  });

  test.each([
    ['$request_uri', { path: '/shop?user=ann' }, '/shop?user=ann'],
    ['$uri', { path: '/shop?user=ann' }, '/shop'],
    ['$args', { path: '/shop?user=ann' }, 'user=ann'],
    ['$arg_user', { path: '/shop?user=ann' }, 'ann'],
    ['$host', { host: 'sticky.info' }, 'sticky.info'],
    ['$server_name', { host: 'sticky.info' }, 'sticky.info'],
    ['$scheme', {}, 'http'],
    ['$request_method', { method: 'DELETE' }, 'DELETE'],
    ['$remote_addr', {}, '127.0.0.1'],
    ['$binary_remote_addr', {}, '\x7f\0\0\x01'],
    ['$cookie_user', { headers: { Cookie: 'user=ann; user=bob' } }, 'ann'],
    ['$http_x_user', { headers: { 'X-User': 'ann' } }, 'ann'],
    ['$http_x_user', {}, ''],
    [`\${arg_user}-$request_method-v2`, { path: '/?user=ann' }, 'ann-GET-v2'],
  ])('%s', async (expression, ask, value) => {
    const { ingress, pods } = await startSticky(5, { 'upstream-hash-by': expression });

    const answer = await ingress.ask(ask);

    expect(`${answer.body}:8080`).toBe(new ConsistentHash(pods.map(({ ip }) => `${ip}:8080`)).find(value));
  });

  test('sends every retry to the same pod, also when it is down', async () => {
    const { ingress, pods } = await startSticky(3, { 'upstream-hash-by': '$request_uri' });
    const { body } = await ingress.ask({ path: '/a' });
    await stopPod(pods, body);

    expect(await ingress.ask({ path: '/a' })).toMatchObject({ status: 502 });
    expect(ingress.log.last(1)[0]?.tries.map(({ pod }) => pod)).toEqual(Array(3).fill(`${body}:8080`));
  });

  test('tells in an event of a variable that the lab does not know; it is empty then', async () => {
    const { ingress } = await startSticky(3, { 'upstream-hash-by': '$geoip_city' });

    expect((await podsMet(ingress, 10)).size).toBe(1);
    expect(ingress.events()).toContainEqual(
      expect.stringMatching(/^UnknownVariable: .*\$geoip_city .*upstream-hash-by/),
    );
  });
});

describe('upstream-hash-by-subset', () => {
  const bySubset = { 'upstream-hash-by': '$arg_user', 'upstream-hash-by-subset': 'true' };

  test('gives one value a few pods: three, unless it is told otherwise', async () => {
    const { ingress, pods } = await startSticky(9, bySubset);
    const sets = [0, 3, 6].map((from) => new Set(pods.slice(from, from + 3).map(({ ip }) => ip)));

    expect(sets).toContainEqual(await podsMet(ingress, 60, { path: '/?user=ann' }));
  });

  test('size 0 means 3', async () => {
    const { ingress } = await startSticky(9, { ...bySubset, 'upstream-hash-by-subset-size': '0' });
    expect((await podsMet(ingress, 60, { path: '/?user=ann' })).size).toBe(3);
  });

  test('of size 1 is a hash over single pods', async () => {
    const { ingress } = await startSticky(4, { ...bySubset, 'upstream-hash-by-subset-size': '1' });
    expect((await podsMet(ingress, 20, { path: '/?user=ann' })).size).toBe(1);
  });

  test('spreads the values over the subsets', async () => {
    const { ingress, pods } = await startSticky(6, { ...bySubset, 'upstream-hash-by-subset-size': '2' });
    const setOf = (ip: string) => Math.floor(pods.findIndex((pod) => pod.ip === ip) / 2);

    const met = await podsByUser((user) => ingress.ask({ path: `/?user=${user}` }));

    expect(new Set(met.map(setOf)).size).toBeGreaterThan(1);
  });
});
