import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type ProbeErrorCode, probe } from './index.ts';
import { startRouter } from './routers.fixture.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

describe('a route that cannot be judged', () => {
  const cases: readonly [string, Handle, ProbeErrorCode, RegExp][] = [
    [
      '404',
      (_, response) => response.writeHead(404).end(),
      'bad-status',
      /^http:\/\/sticky\.test\/ at 127\.0\.0\.1:\d+ answers 404\. No route for host sticky\.test/,
    ],
    ['503', (_, response) => response.writeHead(503).end(), 'bad-status', /answers 503\. The router has no ready pod/],
    ['401', (_, response) => response.writeHead(401).end(), 'bad-status', /answers 401\. It wants a login/],
    [
      'a redirect',
      (_, response) => response.writeHead(308, { location: '/login?token=secret' }).end(),
      'bad-status',
      /redirects \(308\) to http:\/\/sticky\.test\/login\?…\. Redirects are not followed/,
    ],
    [
      'a body that is not JSON',
      (_, response) => response.end('<html>'),
      'no-identity',
      /nothing in 4 answers names who gave them/,
    ],
    [
      'a body that is not UTF-8',
      (_, response) => response.end(Buffer.from([0x7b, 0xff, 0xfe])),
      'no-identity',
      /names who gave them/,
    ],
    [
      'another field',
      (_, response) => response.end('{"name":"a"}'),
      'no-identity',
      /Seen: JSON fields \/name\. Say what names the backend, as identity "\/name" would/,
    ],
    ['an object for a name', (_, response) => response.end('{"uuid":{}}'), 'no-identity', /names who gave them/],
    ['resets', (request) => request.socket.resetAndDestroy(), 'unreachable', /gives no answer/],
    [
      'headers without end',
      (_, response) => response.setHeader('x', 'x'.repeat(99_999)).end(),
      'unreachable',
      /headers-too-large/,
    ],
  ];

  test.for(cases)('%s: one line that says what to do', async ([, handle, code, message]) => {
    await using router = await startRouter(handle);

    await expect(probe(router.target)).rejects.toMatchObject({
      name: 'ProbeError',
      code,
      message: expect.stringMatching(message),
    });
    expect(router.requests.length).toBeLessThanOrEqual(4);
  });

  test('nothing in time', async () => {
    await using router = await startRouter(() => undefined);

    await expect(probe(router.target, { timeout: 60 })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/timeout\. It did not answer in time/),
    });
  });

  test('nobody listens', async () => {
    let target: { url: string };
    {
      await using router = await startRouter((_, response) => response.end());
      target = router.target;
    }
    await expect(probe(target)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  });
});
