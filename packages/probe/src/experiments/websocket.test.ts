import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { pods, type Router } from '../routers.fixture.ts';
import { anyPod, byKey, foundIn, named, pinning, probeWith, rowsOf } from './cookie-routes.fixture.ts';

/** A route that pins requests by cookie, and opens WebSockets on the pod that `open` says; it tells which in a first message. */
async function serve(open: (key: string | undefined) => number, tells = true): Promise<Router> {
  const server = createServer(byKey(pinning()));
  server.on('upgrade', (request: IncomingMessage, socket) => {
    socket.on('error', () => socket.destroy());
    const key = /key=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
    // RFC 6455, 4.2.2.
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const message = Buffer.from(JSON.stringify({ uuid: tells ? pods[open(key)] : undefined }));
    socket.write(Buffer.concat([Buffer.from([0x81, message.length]), message]));
    socket.on('data', () => socket.end());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    target: {
      url: 'http://sticky.test/',
      connectTo: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    },
    requests: [],
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('a WebSocket with the cookie of a session', () => {
  test("meets the session's pod, with the odds asked for", async () => {
    await using router = await serve((key) => named(key) ?? anyPod());
    const report = await probeWith(router, ['websocket']);
    const [row] = rowsOf(report, 'websocket');
    expect(row).toMatchObject({ stayed: true, failures: 0 });
    expect(row?.finding).toMatch(/^(\d+) of \1 met the session's pod$/);
    expect(row?.log10Odds).toBeGreaterThanOrEqual(6);
    expect(foundIn(report)).toEqual([]);
  });

  test('that is balanced anew is a warning', async () => {
    await using router = await serve(() => anyPod());
    const report = await probeWith(router, ['websocket']);
    expect(rowsOf(report, 'websocket')).toMatchObject([{ stayed: false, log10Odds: 0 }]);
    expect(foundIn(report)).toEqual(['websocket-loose']);
    expect(report.verdict.advice).toContain('A WebSocket with the cookie of a session met another pod.');
  });

  test('that does not say where it is proves nothing, and is soon left', async () => {
    await using router = await serve(() => 0, false);
    const report = await probeWith(router, ['websocket']);
    const [row] = rowsOf(report, 'websocket');
    expect(row?.finding).toBe('they open, and none says where');
    expect(row?.requests).toBeLessThanOrEqual(3);
    expect(foundIn(report)).toEqual([]);
  });
});
