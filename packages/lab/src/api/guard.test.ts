import { connect as tcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
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

  /** The status line of an answer to bytes as they are; empty when the connection is closed without one. */
  async function raw(lines: readonly string[]): Promise<string> {
    const { hostname, port, host } = new URL(api.url);
    const socket = connect({ host: hostname, port: Number(port), ca: api.ca, checkServerIdentity: () => undefined });
    socket.write(`${lines.join('\r\n').replaceAll('HOST', host)}\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n')[0] ?? '';
  }

  test.each([
    ['OPTIONS', 'OPTIONS * HTTP/1.1', 'Host: HOST'],
    ['HEAD', 'HEAD /api/v1/secrets HTTP/1.1', 'Host: HOST'],
    ['a URL in the place of the path', 'GET https://HOST/api/v1/secrets HTTP/1.1', 'Host: HOST'],
    ['a shutdown', 'POST /lab/shutdown HTTP/1.1', 'Host: HOST', 'Content-Length: 0'],
    ['an upgrade', 'GET /api/v1/secrets HTTP/1.1', 'Host: HOST', 'Upgrade: websocket', 'Connection: Upgrade'],
    ['an upgrade of a shutdown', 'POST /lab/shutdown HTTP/1.1', 'Host: HOST', 'Upgrade: h2c', 'Connection: Upgrade'],
    ['a path that is none', 'GET //../.. HTTP/1.1', 'Host: HOST'],
  ])('%s without the token: 401', async (_what, ...lines) => {
    expect(await raw(lines)).toBe('HTTP/1.1 401 Unauthorized');
  });

  test.each([
    ['no host', 'GET /version HTTP/1.0'],
    ['two hosts', 'GET /version HTTP/1.1', 'Host: evil.example', 'Host: HOST'],
    ['an origin that is hidden', 'GET /version HTTP/1.1', 'Host: HOST', 'Origin: null'],
    ['another port', 'GET /version HTTP/1.1', 'Host: localhost:1'],
  ])('%s with the token: 403', async (_what, ...lines) => {
    expect(await raw([...lines, `Authorization: Bearer ${api.token}`])).toBe('HTTP/1.1 403 Forbidden');
  });

  test('a tunnel is not opened, with or without the token', async () => {
    for (const authorization of ['', `Bearer ${api.token}`]) {
      expect(await raw(['CONNECT HOST HTTP/1.1', 'Host: HOST', `Authorization: ${authorization}`])).toBe('');
    }
  });

  test('clients that break off in the middle of a handshake or an upgrade change nothing', async () => {
    const { hostname, port, host } = new URL(api.url);
    const hello = Buffer.from([22, 3, 1, 0, 255, 1, 0, 0, 251]);
    for (let count = 0; count < 10; count += 1) {
      const plain = tcp(Number(port), hostname);
      plain.on('error', () => plain.destroy());
      await new Promise((sent) => plain.write(hello, sent));
      plain.resetAndDestroy();
      const secure = connect({ host: hostname, port: Number(port), ca: api.ca, checkServerIdentity: () => undefined });
      secure.on('error', () => secure.destroy());
      const upgrade = `GET /api/v1/pods HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`;
      await new Promise((sent) => secure.write(upgrade, sent));
      secure.destroy();
    }

    expect((await api.call('GET /healthz')).body).toBe('ok');
  });

  test('no answer repeats the token', async () => {
    const { body } = await api.call('GET /api/v1/nothing', { headers: { authorization: 'Bearer wrong-secret' } });
    expect(JSON.stringify(body)).not.toContain('wrong-secret');
  });
});
