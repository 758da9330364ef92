import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parseTarget, type Target } from '../target.ts';
import type { Exchange } from '../transport.ts';
import { bodyLimit } from './answer.ts';
import { listen, startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

/** Shakes hands (RFC 6455, 4.2.2), then does with the socket what it likes. */
async function serve(
  after: (socket: Socket, request: IncomingMessage) => void,
  fields: readonly string[] = [],
  plain?: RequestListener,
) {
  const sockets = new Set<Socket>();
  const server = createServer(plain);
  server.on('connection', (socket) => sockets.add(socket));
  if (!plain) {
    server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`;
      socket.on('error', () => socket.destroy());
      socket.write(
        [
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          accept,
          ...fields,
          '',
          '',
        ].join('\r\n'),
      );
      after(socket, request);
    });
  }
  const port = await listen(server);
  return {
    target: { url: 'http://sticky.test/a?b=c', connectTo: { host: '127.0.0.1', port } } satisfies Target,
    connections: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function ask(target: Target, times = 1, limit = 5_000): Promise<readonly Exchange[]> {
  const transport = openWire(parseTarget(target), limit);
  try {
    const line = transport.open({ protocol: 'websocket' });
    const exchanges: Exchange[] = [];
    for (let time = 0; time < times; time++) exchanges.push(await line.request({ cookie: 'key=1' }));
    return exchanges;
  } finally {
    await transport.close();
  }
}

/** A frame of a server (RFC 6455, 5.2); `first` has FIN and the opcode. */
function frame(first: number, payload: string | Uint8Array): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(body.length < 126 ? 2 : 10);
  head.writeUInt8(first, 0);
  head.writeUInt8(body.length < 126 ? body.length : 127, 1);
  if (body.length >= 126) head.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([head, body]);
}

const message = (text: string) => frame(0x81, text);
const text = (exchange: Exchange | undefined) => new TextDecoder().decode(exchange?.body);

describe('a line by WebSocket', () => {
  test("gives the first message as the body, and the handshake's fields", async () => {
    await using server = await serve(
      (socket, { headers, url }) => socket.write(message(JSON.stringify({ ...headers, url }))),
      ['Set-Cookie: key=2', 'X-Pod: a'],
    );

    const [exchange] = await ask(server.target);

    expect(exchange).toMatchObject({ status: 101, connection: 1, setCookie: ['key=2'], fields: { 'x-pod': 'a' } });
    expect(JSON.parse(text(exchange))).toMatchObject({
      host: 'sticky.test',
      url: '/a?b=c',
      cookie: 'key=1',
      'user-agent': expect.stringMatching(/^sticky-probe\//),
    });
  });

  test('has an empty body when the server waits for the client to speak', async () => {
    await using server = await serve(() => undefined, ['X-Pod: a']);
    const [exchange] = await ask(server.target, 1, 200);
    expect(exchange).toMatchObject({ status: 101, fields: { 'x-pod': 'a' } });
    expect(exchange).not.toHaveProperty('failure');
    expect(exchange?.body).toHaveLength(0);
  });

  test('takes a connection for each request, since a WebSocket takes it up whole', async () => {
    await using server = await serve((socket) => socket.write(frame(0x82, 'hello')));
    expect((await ask(server.target, 2)).map(({ connection }) => connection)).toEqual([1, 2]);
    expect(server.connections()).toBe(2);
  });

  test('says goodbye', async () => {
    const { promise: bye, resolve } = Promise.withResolvers<Buffer>();
    await using server = await serve((socket) => {
      socket.once('data', resolve);
      socket.write(message('hello'));
    });
    await ask(server.target);
    // A close frame, masked as a client's are.
    expect((await bye).subarray(0, 2)).toEqual(Buffer.from([0x88, 0x82]));
  });

  test("ends at once with its signal's reason", async () => {
    const abort = new AbortController();
    await using server = await serve(() => abort.abort('enough'));
    const transport = openWire(parseTarget(server.target), 60_000);
    await expect(transport.open({ protocol: 'websocket' }).request({ cookie: '' }, abort.signal)).rejects.toBe(
      'enough',
    );
    await transport.close();
  });

  test.for([
    [200, 'no-websocket'],
    [302, undefined],
    [404, undefined],
    [503, undefined],
  ] as const)('that is answered %i shows that answer', async ([status, failure]) => {
    await using server = await serve(
      () => undefined,
      [],
      (_, response) => response.writeHead(status, { 'x-pod': 'a' }).end('hello'),
    );
    const [exchange] = await ask(server.target);
    expect(exchange).toMatchObject({ status, fields: { 'x-pod': 'a' } });
    expect(exchange?.failure).toBe(failure);
  });
});

function flooding(start: Buffer, more: Buffer): (socket: Socket) => void {
  const chunk = Buffer.concat(Array(Math.ceil(16_384 / more.length)).fill(more));
  return (socket) => {
    const fill = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', fill);
    socket.write(start);
    fill();
  };
}

describe('a server that shakes hands and', () => {
  test.for<[name: string, after: (socket: Socket) => void, failure?: string]>([
    ['hangs up', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['closes by the rules, without a message', (socket) => socket.end(frame(0x88, Buffer.from([3, 0xe8])))],
    ['sends garbage', (socket) => socket.write(Buffer.alloc(1_000, 0xff))],
    ['sends a masked frame', (socket) => socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 65]))],
    ['sends text that is not UTF-8', (socket) => socket.write(frame(0x81, Buffer.from([0xff])))],
    [
      'says that its message is endless',
      (socket) => socket.write(Buffer.from([0x81, 127, 0x7f, ...Array(7).fill(255)])),
    ],
    ['sends a message that is too large', (socket) => socket.write(frame(0x82, Buffer.alloc(2 * bodyLimit)))],
    ['sends fragments without end', flooding(frame(0x01, 'a'), frame(0x00, 'b'.repeat(100)))],
    ['sends empty fragments without end', flooding(frame(0x01, 'a'), frame(0x00, ''))],
  ])('%s', async ([, after]) => {
    await using server = await serve(after);
    const [exchange] = await ask(server.target, 1, 2_000);
    expect(exchange).toMatchObject({
      status: 101,
      failure: expect.stringMatching(/^(bad-websocket|answer-too-large|timeout)$/),
    });
  });

  test('pings without end is not waited for', async () => {
    await using server = await serve(flooding(Buffer.alloc(0), frame(0x89, 'x'.repeat(100))));
    const [exchange] = await ask(server.target, 1, 300);
    expect(exchange?.status).toBe(101);
    expect(exchange?.took).toBeLessThan(10_000);
  });
});

test('an answer of 101 that is no handshake of a WebSocket is a failure', async () => {
  await using server = await startBadServer({
    asked: (socket) =>
      void socket.write(
        'HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
      ),
  });
  expect(await ask(server.target)).toMatchObject([{ status: 101, failure: 'bad-websocket' }]);
});
