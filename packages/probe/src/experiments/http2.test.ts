import { createSecureServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { inTurns, probeMadeUp } from '../made-up-routers.fixture.ts';
import { pods, type Router, startRouter } from '../routers.fixture.ts';
import { anyPod, byKey, foundIn, named, pinning, probeWith, rowsOf } from './cookie-routes.fixture.ts';

/** Who answers a stream, by its cookie and its connection. */
type StreamRoute = (key: string | undefined, connection: object) => number;

/** A route that speaks HTTP/2 and HTTP/1.1 over TLS; both get the cookie. */
async function serve(pick: StreamRoute): Promise<Router> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'sticky.test' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'sticky.test' }] }],
  });
  const sessions = new Set<ServerHttp2Session>();
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request: Http2ServerRequest, response) => {
    const key = /key=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
    const pod = request.httpVersionMajor === 2 ? pick(key, request.stream.session ?? {}) : (named(key) ?? anyPod());
    if (key === undefined) response.setHeader('set-cookie', `key=pod-${pod}; Path=/; HttpOnly; Secure; SameSite=Lax`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ uuid: pods[pod] }));
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    target: {
      url: 'https://sticky.test/',
      connectTo: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      ca: cert,
    },
    requests: [],
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('over HTTP/2', () => {
  test('each stream is balanced, and the cookie holds', async () => {
    await using router = await serve((key) => named(key) ?? anyPod());
    const report = await probeWith(router, ['http2']);
    expect(report.verdict.kind).toBe('sticky-by-cookie');
    expect(rowsOf(report, 'http2')).toMatchObject([
      { title: 'one HTTP/2 connection', finding: 'each stream is balanced', stayed: false, log10Odds: 0 },
      { title: 'sessions over HTTP/2', finding: "all met the session's pod", stayed: true },
    ]);
    expect(rowsOf(report, 'http2')[1]?.log10Odds).toBeGreaterThanOrEqual(6);
    expect(foundIn(report)).toEqual([]);
  });

  test('the streams of a connection stay together, and the cookie does not hold', async () => {
    const homes = new WeakMap<object, number>();
    await using router = await serve((_, connection) => {
      const pod = homes.get(connection) ?? anyPod();
      homes.set(connection, pod);
      return pod;
    });
    const report = await probeWith(router, ['http2']);
    expect(rowsOf(report, 'http2')).toMatchObject([
      { finding: 'its streams stay on one pod', stayed: true },
      { finding: expect.stringMatching(/^\d+ of \d+ met another pod$/), stayed: false },
    ]);
    expect(foundIn(report)).toEqual(['http2-loose', 'http2-by-connection']);
  });

  test('nothing is claimed of a route that does not speak it', async () => {
    await using router = await startRouter(byKey(pinning()));
    const report = await probeWith(router, ['http2']);
    expect(rowsOf(report, 'http2')).toMatchObject([{ finding: 'the route does not speak it', log10Odds: 0 }]);
    expect(foundIn(report)).toEqual([]);
  });

  test('a pod that dies meanwhile makes no session stray, and ends the asking', async () => {
    const pick = inTurns(2);
    let asked = 0;
    const report = await probeMadeUp(
      ({ cookies }) => {
        const pod = ++asked > 60 ? 0 : Number(cookies.get('key') ?? pick());
        return { pod, set: cookies.has('key') ? [] : [`key=${pod}; Path=/; HttpOnly`] };
      },
      { seed: 1, experiments: ['http2'], maxRequests: 1_000 },
    );
    expect(asked).toBeGreaterThan(60);
    expect(report.requests).toBeLessThan(500);
    expect(foundIn(report)).not.toContain('http2-loose');
  });
});
