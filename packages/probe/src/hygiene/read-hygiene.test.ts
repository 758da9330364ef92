import { describe, expect, test } from 'vitest';
import { anyPod, byKey, named, pinning } from '../experiments/cookie-routes.fixture.ts';
import { probe, type Report } from '../index.ts';
import { cookiesOf, pods, startRouter } from '../routers.fixture.ts';
import type { CookieHygiene } from './hygiene.ts';

/** What is told of a route that pins by `key`, and sets what `more` says besides. */
async function told(
  attributes: string,
  more: (cookies: ReadonlyMap<string, string>, pod: number) => readonly string[] = () => [],
  path = '/',
): Promise<Report> {
  await using router = await startRouter(
    byKey((keys, request) => {
      const known = named(keys[0]);
      const pod = known ?? anyPod();
      const own = known === undefined ? [`key=pod-${pod}${attributes}`] : [];
      return { pod, set: [...own, ...more(cookiesOf(request), pod)] };
    }),
  );
  return await probe({ ...router.target, url: `http://sticky.test${path}` }, { seed: 1, identity: '/uuid' });
}

const cookie = ({ hygiene }: Report, name: string): CookieHygiene | undefined =>
  hygiene?.cookies.find((one) => one.name === name);
const ids = ({ hygiene }: Report, name: string) =>
  hygiene?.findings.filter((one) => one.cookie === name).map(({ id }) => id);

describe('the hygiene of a cookie that holds', () => {
  test('tells its lifetime, its return, who set it and whom it names', async () => {
    const report = await told('; Path=/; Max-Age=60');

    expect(report.hygiene?.cookies).toEqual([
      {
        name: 'key',
        holds: true,
        lifetime: { ends: 'fixed', seconds: 60 },
        returned: { visit: true, link: true, frame: false },
        setBy: { who: 'router', because: expect.stringContaining('names the pod') },
        value: { names: 'backend', reads: 'name', written: 'in plain text' },
      },
    ]);
    expect(ids(report, 'key')).toEqual(['ends-in-visit', 'no-httponly', 'no-samesite', 'no-secure', 'readable-name']);
  });

  test('is cut at 400 days, as browsers do', async () => {
    const report = await told(`; Path=/; HttpOnly; SameSite=Lax; Max-Age=${500 * 86_400}`);
    expect(cookie(report, 'key')?.lifetime).toEqual({ ends: 'fixed', seconds: 34_560_000 });
    expect(ids(report, 'key')).toContain('lifetime-cut');
  });

  test('is that of a Secure cookie on this machine: Safari drops it', async () => {
    await using router = await startRouter(byKey(pinning('; Path=/; HttpOnly; Secure; SameSite=None')));
    const report = await probe({ ...router.target, url: 'http://localhost/' }, { seed: 1, identity: '/uuid' });
    expect(report.verdict.kind).toBe('sticky-by-cookie');
    expect(cookie(report, 'key')?.returned).toEqual({ visit: true, link: true, frame: true });
    expect(ids(report, 'key')).toEqual(['loopback-secure', 'readable-name']);
  });
});

describe('a cookie that no browser sends back', () => {
  test.for<[attributes: string, path: string, rule: string]>([
    ['; Path=/; Secure', '/', 'secure'],
    ['; Path=/shop', '/', 'path'],
    ['; Path=/; SameSite=None', '/', 'none-insecure'],
    ['; Path=/; Domain=example.org', '/', 'domain'],
    ['; Path=/; Domain=test', '/', 'public-suffix'],
  ])('%s at %s: %s', async ([attributes, path, rule]) => {
    const report = await told(attributes, undefined, path);
    expect(cookie(report, 'key')?.returned).toMatchObject({ visit: false, rule });
    expect(ids(report, 'key')).toContain('not-returned');
  });
});

describe("the app's own cookie", () => {
  test('is told from the one that holds: it is set anew for who brings that alone', async () => {
    const report = await told('; Path=/; HttpOnly', (cookies) =>
      cookies.has('visit') ? [] : [`visit=${Math.random()}; Path=/; HttpOnly`],
    );
    expect(cookie(report, 'key')?.setBy.who).toBe('router');
    expect(cookie(report, 'visit')).toMatchObject({
      holds: false,
      setBy: { who: 'app' },
      value: { names: 'session', reads: 'opaque' },
      lifetime: { ends: 'browser' },
    });
  });

  test('may name the pod, too: it is the app that set it, for the route does not go by it', async () => {
    const report = await told('; Path=/; HttpOnly', (cookies, pod) =>
      cookies.has('served') ? [] : [`served=${pods[pod]}; Path=/; HttpOnly`],
    );
    expect(cookie(report, 'served')).toMatchObject({
      setBy: { who: 'app' },
      value: { names: 'backend', reads: 'name' },
    });
  });

  test("is not taken for the app's when it is set whoever asks: its name may say more", async () => {
    const report = await told('; Path=/; HttpOnly', () => ['AWSALBCORS=1; Path=/', 'other=1; Path=/']);
    expect(cookie(report, 'AWSALBCORS')?.setBy).toEqual({
      who: 'router',
      because: 'It is called as AWS load balancers call theirs.',
    });
    expect(cookie(report, 'other')?.setBy.who).toBe('unknown');
  });

  test('that answers renew is sliding', async () => {
    const report = await told('; Path=/; HttpOnly', () => ['seen=1; Path=/; Max-Age=60']);
    expect(cookie(report, 'seen')).toMatchObject({
      lifetime: { ends: 'sliding', seconds: 60 },
      value: { names: 'constant' },
    });
  });
});

test("a pod's address in the value is a warning, and the value stays out of the report", async () => {
  await using router = await startRouter(
    byKey((keys) => {
      const pod =
        keys.length > 0
          ? Number(
              Buffer.from(keys[0] ?? '', 'base64')
                .toString()
                .at(-1),
            )
          : anyPod();
      const value = Buffer.from(`10.0.0.5:808${pod}`).toString('base64');
      return { pod, set: keys.length > 0 ? [] : [`key=${value}; Path=/; HttpOnly`] };
    }),
  );

  const report = await probe(router.target, { seed: 1, identity: '/uuid' });

  expect(ids(report, 'key')).toContain('readable-address');
  expect(report.verdict.advice).toContain('Its value tells the address of a pod in base64: everybody can read it.');
  expect(JSON.stringify(report)).not.toMatch(/MTAuMC|10\.0\.0\.5/);
});
