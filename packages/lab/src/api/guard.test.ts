import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedApi, serveApi } from './testing/serve-api.ts';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());

describe('only programs with the token are let in', () => {
  test.each([
    ['without a token', ''],
    ['with a wrong token', 'Bearer wrong'],
    ['with the token in another scheme', 'Basic a-token-of-this-test'],
  ])('%s: 401', async (_, authorization) => {
    const { status, body } = await api.call('GET /api/v1/namespaces', { headers: { authorization } });
    expect(status).toBe(401);
    expect(body).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401 });
  });

  test('the health paths are no exception', async () => {
    expect((await api.call('GET /healthz', { headers: { authorization: '' } })).status).toBe(401);
    expect((await api.call('GET /healthz')).body).toBe('ok');
  });

  test('a web page is refused, also one that knows the token', async () => {
    const answer = await api.call('GET /api/v1/namespaces', { headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    const preflight = await api.call('OPTIONS /api/v1/namespaces', { headers: { origin: 'https://evil.example' } });
    expect(preflight.status).toBe(403);
  });

  test('a name that only points here is refused: DNS rebinding', async () => {
    const answer = await api.call('GET /api/v1/namespaces', { headers: { host: 'evil.example' } });
    expect(answer.status).toBe(403);
  });

  test('no answer repeats the token', async () => {
    const { body } = await api.call('GET /api/v1/nothing', { headers: { authorization: 'Bearer wrong-secret' } });
    expect(JSON.stringify(body)).not.toContain('wrong-secret');
  });
});
