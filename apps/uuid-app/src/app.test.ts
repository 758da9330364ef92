import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp, SESSION_COOKIE } from './app.ts';
import { createIdentity } from './identity.ts';
import { listen, type RunningServer } from './server.ts';
import { VisitCounter } from './visits.ts';

const identity = createIdentity({ POD_NAME: 'sticky-d-abc-rdn6q', HOSTNAME: 'sticky-d-abc-rdn6q' });
let ready = true;
let server: RunningServer;

beforeEach(async () => {
  ready = true;
  const app = createApp({ identity, isReady: () => ready, visits: new VisitCounter() });
  server = await listen(app, { host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  await server.drain(0);
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

test('/ answers the uuid and nothing else, the same each time', async () => {
  for (const _ of [1, 2]) {
    const response = await get('/');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ uuid: identity.uuid });
  }
  expect(identity.uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test('no answer can come from a cache, and none says what it was made with', async () => {
  const { headers } = await get('/');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('etag')).toBeNull();
  expect(headers.get('x-powered-by')).toBeNull();
});

test('/healthz stays well while /readyz turns away', async () => {
  expect((await get('/readyz')).status).toBe(200);
  ready = false;
  expect((await get('/readyz')).status).toBe(503);
  expect((await get('/healthz')).status).toBe(200);
});

test('/whoami says which pod answers, and at which address', async () => {
  expect(await (await get('/whoami')).json()).toEqual({
    uuid: identity.uuid,
    hostname: 'sticky-d-abc-rdn6q',
    pod: 'sticky-d-abc-rdn6q',
    startedAt: identity.startedAt,
    address: '127.0.0.1',
  });
});

test('/visits counts a visitor who brings the cookie back, and starts again for one who does not', async () => {
  const first = await get('/visits');
  expect(await first.json()).toEqual({ uuid: identity.uuid, visits: 1 });
  const [cookie = ''] = first.headers.getSetCookie();
  expect(cookie).toMatch(new RegExp(`^${SESSION_COOKIE}=[0-9a-f-]{36}; Path=/; HttpOnly; SameSite=Lax$`));

  const pair = cookie.split(';')[0] ?? '';
  expect(await (await get('/visits', { Cookie: `key=of.the.router; ${pair}` })).json()).toMatchObject({ visits: 2 });
  expect(await (await get('/visits')).json()).toMatchObject({ visits: 1 });
});

test('a cookie that cannot be read counts as none', async () => {
  const response = await get('/visits', { Cookie: `${SESSION_COOKIE}=%E0%A4%A; =; ;;` });
  expect(await response.json()).toMatchObject({ visits: 1 });
});

test('an unknown path is a 404 in JSON', async () => {
  for (const path of ['/nothing', '/%ff', '/whoami/x']) {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'not found' });
  }
});
