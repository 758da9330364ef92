import { describe, expect, test } from 'vitest';
import { cookiePairs, TestIngress } from '../../testing/ingress.ts';
import { askWith, newSession } from '../../testing/ingress-sessions.ts';
import { backendKey } from './affinity-key.ts';

const affinity = { affinity: 'cookie', 'session-cookie-name': 'key' };
/** No request is taken by lot. */
const canary = { canary: 'true', 'canary-weight': '0' };
const always = { canary: 'true', 'canary-weight': '100' };

interface Case {
  readonly primary?: Record<string, string>;
  readonly canary: Record<string, string>;
}

/** sticky.info leads to the Service `v1`, whose pods answer `v1`; the canary is the Service `v2`. */
async function start({ primary = {}, canary: annotations }: Case) {
  const ingress = await TestIngress.start();
  for (const name of ['v1', 'v2']) {
    const pods = await Promise.all([0, 1].map(() => ingress.startPod((_request, response) => response.end(name))));
    ingress.expose(name, pods);
  }
  ingress.route('primary', { service: 'v1', host: 'sticky.info' }, primary);
  ingress.route('canary', { service: 'v2', host: 'sticky.info' }, annotations);
  await ingress.settled();
  return ingress;
}

async function share(ingress: TestIngress, count: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, () => ingress.ask()));
  return answers.filter(({ body }) => body === 'v2').length / count;
}

describe('canary-weight', () => {
  test('takes a share of the requests, by lot', async () => {
    const ingress = await start({ canary: { canary: 'true', 'canary-weight': '30' } });
    // Of 400, five standard deviations around 30 %.
    expect(Math.abs((await share(ingress, 400)) - 0.3)).toBeLessThan(0.115);
  });

  test.each([
    ['0', 0],
    ['100', 1],
    ['-5', 0],
    ['200', 1],
  ])('%s of 100', async (weight, expected) => {
    expect(await share(await start({ canary: { canary: 'true', 'canary-weight': weight } }), 30)).toBe(expected);
  });

  test('is counted of canary-weight-total, which is no less than 100', async () => {
    const of = (total: string, weight: string) =>
      start({ canary: { canary: 'true', 'canary-weight': weight, 'canary-weight-total': total } });
    expect(await share(await of('1000', '1000'), 20)).toBe(1);
    expect(Math.abs((await share(await of('1000', '100'), 400)) - 0.1)).toBeLessThan(0.075);
    // 10 of 10 would be all.
    expect(await share(await of('10', '10'), 100)).toBeLessThan(0.5);
  });

  test('none given is 0', async () => {
    expect(await share(await start({ canary: { canary: 'true' } }), 30)).toBe(0);
  });
});

describe('canary-by-header', () => {
  const byHeader = { ...canary, 'canary-by-header': 'X-Canary' };

  test.each([
    ['always', 'v2'],
    ['never', 'v1'],
    ['Always', 'v1'],
    ['x', 'v1'],
  ])('of value %s goes to %s, at weight 0', async (value, body) => {
    const ingress = await start({ canary: byHeader });
    expect((await ingress.ask({ headers: { 'x-canary': value } })).body).toBe(body);
  });

  test('of value never is before cookie and weight', async () => {
    const ingress = await start({ canary: { ...byHeader, ...always, 'canary-by-cookie': 'canary' } });
    const headers = { 'X-Canary': 'never', Cookie: 'canary=always' };
    expect((await ingress.ask({ headers })).body).toBe('v1');
  });

  test('with a value wants this very value; another one leaves it to the next rules', async () => {
    const ingress = await start({
      canary: { ...byHeader, 'canary-by-header-value': 'eu', 'canary-by-cookie': 'canary' },
    });
    expect((await ingress.ask({ headers: { 'X-Canary': 'eu' } })).body).toBe('v2');
    expect((await ingress.ask({ headers: { 'X-Canary': 'always' } })).body).toBe('v1');
    expect((await ingress.ask({ headers: { 'X-Canary': 'never', Cookie: 'canary=always' } })).body).toBe('v2');
  });

  test('with a pattern wants a part that fits; another value leaves it to the next rules', async () => {
    const pattern = { ...byHeader, 'canary-by-header-pattern': '^(eu|us)-[0-9]+' };
    const ingress = await start({ canary: { ...pattern, 'canary-weight': '100' } });
    expect((await ingress.ask({ headers: { 'X-Canary': 'us-7b' } })).body).toBe('v2');
    ingress.annotate('canary', pattern);
    await ingress.settled();
    expect((await ingress.ask({ headers: { 'X-Canary': 'us-7b' } })).body).toBe('v2');
    expect((await ingress.ask({ headers: { 'X-Canary': 'US-7' } })).body).toBe('v1');
    expect((await ingress.ask({ headers: { 'X-Canary': 'always' } })).body).toBe('v1');
  });

  test('with a value and a pattern goes by the value', async () => {
    const both = { ...byHeader, 'canary-by-header-value': 'eu', 'canary-by-header-pattern': '.*' };
    const ingress = await start({ canary: both });
    expect((await ingress.ask({ headers: { 'X-Canary': 'us' } })).body).toBe('v1');
  });

  test.each(['(?=a)', '(a{500}){500}', '('])(
    'with a pattern that cannot be matched, %s, takes no request that has the header, and an event says so',
    async (pattern) => {
      const ingress = await start({ canary: { ...byHeader, ...always, 'canary-by-header-pattern': pattern } });
      expect((await ingress.ask({ headers: { 'X-Canary': 'a' } })).body).toBe('v1');
      expect((await ingress.ask()).body).toBe('v2');
      expect(ingress.events()).toContainEqual(expect.stringMatching(/^CanaryPattern: .*canary-by-header-pattern/));
    },
  );
});

describe('canary-by-cookie', () => {
  test.each([
    ['canary=always', 'v2'],
    ['CANARY=always', 'v2'],
    ['canary=never', 'v1'],
    ['canary=x', 'v1'],
    // As nginx has it, the first one counts here.
    ['canary=always; canary=never', 'v2'],
  ])('%s goes to %s', async (cookie, body) => {
    const ingress = await start({ canary: { ...canary, 'canary-by-cookie': 'canary' } });
    expect((await askWith(ingress, cookie)).body).toBe(body);
  });

  test('of value never is before the weight', async () => {
    const ingress = await start({ canary: { ...always, 'canary-by-cookie': 'canary' } });
    expect((await askWith(ingress, 'canary=never')).body).toBe('v1');
  });
});

describe('with affinity', () => {
  test("a client is kept on the canary by the primary's cookie, which names the canary", async () => {
    const ingress = await start({ primary: affinity, canary: always });
    const { cookie, pod } = await newSession(ingress);
    expect(pod).toBe('v2');
    expect(cookie).toMatch(/^key=[^|]+\|/);
    expect(cookie.endsWith(`|${backendKey('default-v2-80')}`)).toBe(true);

    ingress.annotate('canary', { ...canary, 'canary-by-header': 'X-Canary' });
    await ingress.settled();
    const later = await askWith(ingress, cookie, { headers: { 'X-Canary': 'never' } });

    expect(later.body).toBe('v2');
    expect(cookiePairs(later)).toEqual([]);
  });

  test('a client of the primary stays there, over header, cookie and weight', async () => {
    const ingress = await start({ primary: affinity, canary });
    const { cookie, pod } = await newSession(ingress);
    expect(pod).toBe('v1');

    ingress.annotate('canary', { ...always, 'canary-by-header': 'X-Canary', 'canary-by-cookie': 'canary' });
    await ingress.settled();
    const later = await askWith(ingress, `${cookie}; canary=always`, { headers: { 'X-Canary': 'always' } });

    expect(later.body).toBe('v1');
  });

  test('a cookie of neither leaves it to the rules', async () => {
    const ingress = await start({ primary: affinity, canary: always });
    expect((await askWith(ingress, 'key=forged')).body).toBe('v2');
    expect((await askWith(ingress, `key=x|${backendKey('default-other-80')}`)).body).toBe('v2');
  });

  test("the canary's own affinity annotations but the behaviour count for nothing", async () => {
    const own = { affinity: 'cookie', 'session-cookie-name': 'own', 'affinity-mode': 'persistent' };
    const ingress = await start({ primary: affinity, canary: { ...own, ...always } });
    expect((await newSession(ingress)).cookie).toMatch(/^key=\d+\.\d+\.\d+\.\d+\|/);

    const without = await start({ canary: { ...own, ...always } });
    expect(cookiePairs(await without.ask())).toEqual([]);
  });

  describe('and the legacy behaviour', () => {
    const legacy = { 'affinity-canary-behavior': 'legacy' };

    test('the canary sets no cookie and keeps nobody', async () => {
      const ingress = await start({ primary: affinity, canary: { ...always, ...legacy } });
      const answer = await ingress.ask();
      expect(answer.body).toBe('v2');
      expect(cookiePairs(answer)).toEqual([]);

      ingress.annotate('canary', { ...canary, ...legacy });
      await ingress.settled();
      expect((await askWith(ingress, `key=x|${backendKey('default-v2-80')}`)).body).toBe('v1');
    });

    test("the canary's own affinity counts for nothing then, too", async () => {
      const ingress = await start({ primary: affinity, canary: { ...always, ...legacy, affinity: 'cookie' } });
      expect(cookiePairs(await ingress.ask())).toEqual([]);
    });

    test("is read from the canary: on the primary's Ingress it means nothing", async () => {
      const ingress = await start({ primary: { ...affinity, ...legacy }, canary: always });
      expect(cookiePairs(await ingress.ask())).toHaveLength(1);
    });
  });
});

describe('which requests a canary is asked for', () => {
  test('those of a location with its host, path and path type, and an event tells where there is none', async () => {
    const ingress = await TestIngress.start();
    for (const name of ['v1', 'v2'])
      ingress.expose(name, [await ingress.startPod((_r, response) => response.end(name))]);
    ingress.route('primary', { service: 'v1', host: 'sticky.info', path: '/shop' });
    ingress.route('canary', { service: 'v2', host: 'sticky.info', path: '/shop', pathType: 'Exact' }, always);
    await ingress.settled();

    expect((await ingress.ask({ path: '/shop' })).body).toBe('v1');
    expect(ingress.events()).toContainEqual(expect.stringMatching(/^CanaryWithoutPrimary: /));
  });

  test('no one: a canary alone answers nothing', async () => {
    const ingress = await TestIngress.start();
    ingress.expose('v2', [await ingress.startPod()]);
    ingress.route('canary', { service: 'v2', host: 'sticky.info' }, always);
    await ingress.settled();
    expect((await ingress.ask()).status).toBe(404);
  });

  test('of several canaries, the first one only', async () => {
    const ingress = await start({ canary: always });
    ingress.expose('v3', [await ingress.startPod((_request, response) => response.end('v3'))]);
    // Of equal age, the name decides, in descending order: "a" comes last.
    ingress.route('a', { service: 'v3', host: 'sticky.info' }, always);
    await ingress.settled();

    expect((await ingress.ask()).body).toBe('v2');
    expect(ingress.events()).toContainEqual(expect.stringMatching(/^SecondCanary: /));
  });

  test('a canary without a ready pod takes none, and one behind a primary without pods neither', async () => {
    const ingress = await start({ canary: always });
    ingress.expose('v2', []);
    await ingress.settled();
    expect((await ingress.ask()).body).toBe('v1');

    const other = await start({ canary: always });
    other.expose('v1', []);
    await other.settled();
    expect((await other.ask()).status).toBe(503);
  });

  test('the decision holds for all tries of a request', async () => {
    const ingress = await TestIngress.start();
    const dead = await ingress.startPod((request) => request.socket.destroy());
    ingress.expose('v1', [await ingress.startPod()]);
    ingress.expose('v2', [dead]);
    ingress.route('primary', { service: 'v1', host: 'sticky.info' });
    ingress.route('canary', { service: 'v2', host: 'sticky.info' }, { canary: 'true', 'canary-weight': '100' });
    await ingress.settled();
    expect((await ingress.ask()).status).toBe(502);
    expect(new Set(ingress.log.last(1)[0]?.tries.map(({ pod }) => pod))).toEqual(new Set([`${dead.ip}:8080`]));
  });
});
