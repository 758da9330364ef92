import { readIngressNginx } from '@sticky/manifests';
import { describe, expect, test } from 'vitest';
import { newSession, startSticky } from '../../testing/ingress-sessions.ts';
import { requestHead } from '../../testing/request-head.ts';
import type { RequestHead } from '../proxy/route.ts';
import { balanceRequest } from './balance-request.ts';
import { buildUpstream } from './upstream.ts';

const affinity = { affinity: 'cookie', 'session-cookie-name': 'key' };

/** The Set-Cookie line of the first answer. */
async function lineAt(ask: { host?: string; path?: string }, ingress: Awaited<ReturnType<typeof start>>) {
  return (await ingress.ask(ask)).headers['set-cookie']?.[0];
}

async function start(
  to: { host?: string; path?: string; pathType?: string },
  annotations: Record<string, string> = {},
) {
  const { ingress } = await startSticky(2);
  ingress.store.remove('ingresses', { namespace: 'default', name: 'web' });
  ingress.route('sticky', { service: 'web', ...to }, { ...affinity, ...annotations });
  await ingress.settled();
  return ingress;
}

describe('a host has the cookie set', () => {
  test('by its own name', async () => {
    expect(await lineAt({ host: 'a.info' }, await start({ host: 'a.info' }))).toMatch(/^key=/);
  });

  test('by a wildcard, which stands for the first label', async () => {
    const ingress = await start({ host: '*.a.info' });
    expect(await lineAt({ host: 'b.a.info' }, ingress)).toMatch(/^key=/);
    expect((await ingress.ask({ host: 'c.b.a.info' })).status).toBe(404);
  });

  test('by a rule without host, whatever it is', async () => {
    expect(await lineAt({ host: 'anything.at.all' }, await start({}))).toMatch(/^key=/);
  });

  test('under an alias, too', async () => {
    const ingress = await start({ host: 'a.info' }, { 'server-alias': 'alias.info,*.wild.info' });
    expect(await lineAt({ host: 'alias.info' }, ingress)).toMatch(/^key=/);
    expect(await lineAt({ host: 'one.wild.info' }, ingress)).toMatch(/^key=/);
    const { cookie, pod } = await newSession(ingress, { host: 'alias.info' });
    expect((await ingress.ask({ host: 'a.info', headers: { Cookie: cookie } })).body).toBe(pod);
  });
});

test('a host of its own without affinity has the cookie set by the wildcard of another Ingress of the Service', async () => {
  const ingress = await start({ host: '*.a.info' });
  ingress.route('plain', { service: 'web', host: 'b.a.info' });
  ingress.route('elsewhere', { service: 'web', host: 'c.a.info', path: '/c' }, affinity);
  ingress.route('root', { service: 'web', host: 'c.a.info' });
  await ingress.settled();

  expect(await lineAt({ host: 'b.a.info' }, ingress)).toMatch(/^key=/);
  // Not where the host itself has affinity somewhere: then its own paths count alone.
  expect(await lineAt({ host: 'c.a.info', path: '/c' }, ingress)).toMatch(/^key=/);
  expect(await lineAt({ host: 'c.a.info' }, ingress)).toBeUndefined();
});

test('an alias that is a pattern, or a wildcard for several labels, has no cookie set', async () => {
  const ingress = await start({ host: 'a.info' }, { 'server-alias': '~^www[0-9]+[.]re[.]info$,*.wild.info' });
  for (const host of ['www1.re.info', 'two.labels.wild.info']) {
    expect((await ingress.ask({ host })).status, host).toBe(200);
    expect(await lineAt({ host }, ingress), host).toBeUndefined();
  }
});

describe("the cookie's Path", () => {
  test('is in bytes, of which no letter makes an end of the line', async () => {
    const path = '/\u010d\u010aX-Evil: 1';
    const ingress = await start({ host: 'a.info', path, pathType: 'ImplementationSpecific' });

    const answer = await ingress.ask({ host: 'a.info', path: encodeURI(path) });

    expect(answer.headers['set-cookie']?.[0]).toContain(`; Path=${Buffer.from(path).toString('latin1')};`);
    expect(answer.headers).not.toHaveProperty('x-evil');
  });

  test.each([
    ['/shop', '/shop', 'Prefix'],
    ['/shop', '/shop/cart', 'Prefix'],
    ['/shop/', '/shop/cart', 'Prefix'],
    ['/shop', '/shop', 'Exact'],
    ['/', '/anything', 'Prefix'],
  ])('is the path of the Ingress as written: %s, asked for as %s', async (path, asked, pathType) => {
    const line = await lineAt({ host: 'a.info', path: asked }, await start({ host: 'a.info', path, pathType }));
    expect(line).toContain(`; Path=${path};`);
  });

  test('is the pattern itself where the path is one, so that a browser never sends the cookie back', async () => {
    const path = '/shop(/|$)(.*)';
    const ingress = await start(
      { host: 'a.info', path, pathType: 'ImplementationSpecific' },
      { 'use-regex': 'true', 'rewrite-target': '/$2' },
    );
    expect(await lineAt({ host: 'a.info', path: '/shop/cart' }, ingress)).toContain(`; Path=${path};`);
  });

  test('is the path of the Ingress, not the rewritten one', async () => {
    const ingress = await start({ host: 'a.info', path: '/shop' }, { 'rewrite-target': '/' });
    expect(await lineAt({ host: 'a.info', path: '/shop/cart' }, ingress)).toContain('; Path=/shop;');
  });

  test('is what session-cookie-path says, also for a pattern', async () => {
    const ingress = await start(
      { host: 'a.info', path: '/shop(/|$)(.*)', pathType: 'ImplementationSpecific' },
      { 'use-regex': 'true', 'session-cookie-path': '/shop' },
    );
    expect(await lineAt({ host: 'a.info', path: '/shop/cart' }, ingress)).toContain('; Path=/shop;');
  });

  test('two paths on one Service have each their own', async () => {
    const ingress = await start({ host: 'a.info', path: '/one' });
    ingress.route('b', { service: 'web', host: 'a.info', path: '/two' }, affinity);
    await ingress.settled();
    expect(await lineAt({ host: 'a.info', path: '/one' }, ingress)).toContain('; Path=/one;');
    expect(await lineAt({ host: 'a.info', path: '/two' }, ingress)).toContain('; Path=/two;');
  });
});

test('every attribute reaches the client, in the order of ingress-nginx', async () => {
  const ingress = await start(
    { host: 'a.info' },
    {
      'session-cookie-expires': '60',
      'session-cookie-max-age': '60',
      'session-cookie-domain': 'a.info',
      'session-cookie-path': '/x',
      'session-cookie-secure': 'true',
      'session-cookie-samesite': 'Lax',
    },
  );
  expect(await lineAt({ host: 'a.info' }, ingress)).toMatch(
    /^key=[^;]+; Expires=\w{3}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT; Max-Age=60; Domain=a.info; Path=\/x; Secure; HttpOnly; SameSite=Lax$/,
  );
});

test('SameSite=None is left out for a browser that mistakes it, where the Ingress wants that', async () => {
  const ingress = await start(
    { host: 'a.info' },
    { 'session-cookie-samesite': 'None', 'session-cookie-conditional-samesite-none': 'true' },
  );
  const lineFor = async (agent: string) =>
    (await ingress.ask({ host: 'a.info', headers: { 'User-Agent': agent } })).headers['set-cookie']?.[0];
  expect(await lineFor('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toContain('SameSite');
  expect(await lineFor('Mozilla/5.0 (Windows NT 10.0) Chrome/60.0.3112.90 Safari/537.36')).not.toContain('SameSite');
});

describe('behind a proxy that ends TLS', () => {
  const ask = { host: 'a.info', headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Ssl': 'on' } };

  test('the cookie is not Secure, unless session-cookie-secure says so', async () => {
    expect(await lineAt(ask, await start({ host: 'a.info' }))).toMatch(/; Path=\/; HttpOnly$/);
    const secure = await start({ host: 'a.info' }, { 'session-cookie-secure': 'true' });
    expect(await lineAt(ask, secure)).toMatch(/; Path=\/; Secure; HttpOnly$/);
  });
});

describe('over TLS', () => {
  const { settings } = readIngressNginx({});
  const upstream = buildUpstream({
    name: 'default-web-80',
    endpoints: [{ ip: '10.0.0.1', port: 8080 }],
    settings,
    affinity: { mode: 'balanced', cookie: settings.cookie, locations: new Map([['a.info', new Set(['/'])]]) },
    alternatives: [],
  });

  function lineOver(scheme: RequestHead['scheme']): string | undefined {
    const head = requestHead({ scheme, host: 'a.info' });
    const request = { head, server: 'a.info', target: '/', locationPath: '/', upstream: upstream.name };
    return balanceRequest(() => new Map([[upstream.name, upstream]]), request).choose([])?.fields?.[0]?.[1];
  }

  test('the cookie is Secure, and else it is not', () => {
    expect(lineOver('https')).toMatch(/; Path=\/; Secure; HttpOnly$/);
    expect(lineOver('http')).toMatch(/; Path=\/; HttpOnly$/);
  });
});
