import { getEventListeners, once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { answer, pods, startRouter, startTcpRouter } from '../routers.fixture.ts';
import { parseTarget, type Target } from '../target.ts';
import type { Protocol, Transport } from '../transport.ts';
import { bodyLimit } from './answer.ts';
import { startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

const text = (body: Uint8Array | undefined) => new TextDecoder().decode(body);

function open(target: Target, timeout = 5_000): Transport & AsyncDisposable {
  const transport = openWire(parseTarget(target), timeout);
  return { ...transport, [Symbol.asyncDispose]: () => transport.close() };
}

describe('a line over HTTP', () => {
  test("sends the URL's host and path to the address to connect to", async () => {
    await using router = await startRouter((request, response) =>
      response.end(`${request.headers.host}${request.url}`),
    );
    await using transport = open({ ...router.target, url: 'http://sticky.info/a/b?c=d' });

    const { status, body } = await transport.open().request({ cookie: '' });

    expect(status).toBe(200);
    expect(text(body)).toBe('sticky.info/a/b?c=d');
  });

  test('says who asks, and sends cookies only when there are some', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    await using transport = open(router.target);
    const line = transport.open();

    await line.request({ cookie: '' });
    await line.request({ cookie: 'key=1; sid=2' });

    expect(router.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, 'key=1; sid=2']);
    expect(router.requests[0]?.headers['user-agent']).toMatch(
      /^sticky-probe\/\d+\.\d+\.\d+ \(\+tests session affinity\)$/,
    );
  });

  test('keeps its connection from request to request', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    await using transport = open(router.target);
    const line = transport.open();

    const exchanges = [
      await line.request({ cookie: '' }),
      await line.request({ cookie: '' }),
      await line.request({ cookie: '' }),
    ];

    expect(exchanges.map(({ connection }) => connection)).toEqual([1, 1, 1]);
    expect(new Set(router.requests.map(({ port }) => port)).size).toBe(1);
  });

  test('has a connection of its own', async () => {
    await using router = await startRouter((_, response) => answer(response, pods[0]));
    await using transport = open(router.target);

    const exchanges = [await transport.open().request({ cookie: '' }), await transport.open().request({ cookie: '' })];

    expect(exchanges.map(({ connection }) => connection)).toEqual([1, 2]);
    expect(new Set(router.requests.map(({ port }) => port)).size).toBe(2);
  });

  test('dials again, with a new number, when the other side closed the connection', async () => {
    await using router = await startRouter((_, response) => {
      response.setHeader('connection', 'close');
      answer(response, pods[0]);
    });
    await using transport = open(router.target);
    const line = transport.open();

    const exchanges = [await line.request({ cookie: '' }), await line.request({ cookie: '' })];

    expect(exchanges.map(({ connection, status }) => ({ connection, status }))).toEqual([
      { connection: 1, status: 200 },
      { connection: 2, status: 200 },
    ]);
  });

  test('hands on every Set-Cookie header as it stands', async () => {
    await using router = await startRouter((_, response) => {
      response.setHeader('set-cookie', ['key=a|b; Max-Age=60', 'sid=1; Path=/']);
      response.end();
    });
    await using transport = open(router.target);

    expect((await transport.open().request({ cookie: '' })).setCookie).toEqual([
      'key=a|b; Max-Age=60',
      'sid=1; Path=/',
    ]);
  });

  test("adds an order's fields, which rule those of the target, and asks for its path", async () => {
    await using router = await startRouter((request, response) => response.end(request.url));
    await using transport = open({
      ...router.target,
      fields: [
        ['X-User', 'target'],
        ['x-other', 'target'],
      ],
    });

    const { body } = await transport.open().request({
      cookie: '',
      path: '/other?x=1',
      fields: [
        ['x-user', 'one'],
        ['x-user', 'two'],
        ['User-Agent', 'me'],
      ],
    });

    expect(text(body)).toBe('/other?x=1');
    expect(router.requests[0]?.headers).toMatchObject({
      'x-user': 'one, two',
      'x-other': 'target',
      'user-agent': 'me',
    });
  });

  test.skipIf(process.platform === 'darwin')('comes from the local address that it is given', async () => {
    await using router = await startRouter((request, response) => response.end(request.socket.remoteAddress));
    await using transport = open(router.target);

    const { body } = await transport.open({ source: '127.0.0.9' }).request({ cookie: '' });

    expect(text(body)).toBe('127.0.0.9');
  });

  test.for<Protocol>(['http/1.1', 'h2', 'websocket'])(
    'ends what is under way over %s when it is closed',
    async (protocol) => {
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      await using server = await startBadServer({ asked: () => resolve() });
      const transport = openWire(parseTarget(server.target), 60_000);
      const request = transport.open({ protocol }).request({ cookie: '' });
      await asked;

      await transport.close();

      expect((await request).failure).toMatch(/^closed|^aborted$/);
    },
  );

  test('does not follow a redirect', async () => {
    await using router = await startRouter((_, response) => response.writeHead(308, { location: 'https://a/' }).end());
    await using transport = open(router.target);

    expect(await transport.open().request({ cookie: '' })).toMatchObject({ status: 308, location: 'https://a/' });
    expect(router.requests).toHaveLength(1);
  });

  test("shows the URL's host as the TLS server name", async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'sticky.test' }]);
    const names: unknown[] = [];
    const server = createTlsServer({ key, cert, SNICallback: (name, done) => done(null, void names.push(name)) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await using transport = open({ url: 'https://sticky.test/', connectTo: { host: '127.0.0.1', port } });

      const { failure } = await transport.open().request({ cookie: '' });

      expect(names).toEqual(['sticky.test']);
      expect(failure).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    } finally {
      server.close();
    }
  });
});

test('trusts the authority that the target names, for the name that it certifies', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'sticky.test' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'sticky.test' }] }],
  });
  const server = createTlsServer({ key, cert }, (_, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (url: string) => {
    await using transport = open({ url, connectTo: { host: '127.0.0.1', port }, ca: cert });
    return await transport.open().request({ cookie: '' });
  };
  try {
    expect(await ask('https://sticky.test/')).toMatchObject({ status: 200 });
    expect(await ask('https://other.test/')).toMatchObject({ failure: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  } finally {
    server.close();
  }
});

describe('a failure is an exchange', () => {
  test('when nobody listens', async () => {
    let target: Target;
    {
      await using router = await startRouter((_, response) => response.end());
      target = router.target;
    }
    await using transport = open(target);
    expect((await transport.open().request({ cookie: '' })).failure).toBe('ECONNREFUSED');
  });

  test('when the address to come from is none of this machine', async () => {
    await using router = await startRouter((_, response) => response.end());
    await using transport = open(router.target);
    expect((await transport.open({ source: '203.0.113.7' }).request({ cookie: '' })).failure).toMatch(
      /EADDRNOTAVAIL|EINVAL/,
    );
  });

  test('when no answer comes in time', async () => {
    await using router = await startRouter(() => undefined);
    await using transport = open(router.target, 60);
    const { failure, took } = await transport.open().request({ cookie: '' });
    expect(failure).toBe('timeout');
    expect(took).toBeGreaterThanOrEqual(59);
  });

  test('when a body trickles for ever', async () => {
    await using router = await startRouter((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    });
    await using transport = open(router.target, 80);
    expect((await transport.open().request({ cookie: '' })).failure).toBe('timeout');
  });

  test('when a body is larger than what is read of one', async () => {
    let written = 0;
    await using router = await startRouter((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', more);
      more();
    });
    await using transport = open(router.target);
    const { failure, status } = await transport.open().request({ cookie: '' });
    expect({ failure, status }).toEqual({ failure: 'body-too-large', status: 200 });
    expect(written).toBeLessThan(20 * bodyLimit);
  });

  test('when the connection is reset', async () => {
    await using router = await startRouter((request) => request.socket.resetAndDestroy());
    await using transport = open(router.target);
    expect((await transport.open().request({ cookie: '' })).failure).toMatch(/^(ECONNRESET|closed-early)$/);
  });

  test('when the answer breaks off', async () => {
    await using router = await startRouter((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => response.destroy());
    });
    await using transport = open(router.target);
    expect((await transport.open().request({ cookie: '' })).failure).toBe('closed-early');
  });

  test('when its headers are too large', async () => {
    await using router = await startRouter((_, response) => response.setHeader('x-big', 'x'.repeat(64 * 1024)).end());
    await using transport = open(router.target);
    expect((await transport.open().request({ cookie: '' })).failure).toBe('headers-too-large');
  });

  test('when what answers does not speak HTTP', async () => {
    await using router = await startTcpRouter(() => 0, ['SSH-2.0-OpenSSH_9.2\r\n']);
    await using transport = open(router.target);
    expect((await transport.open().request({ cookie: '' })).failure).toBe('not-http');
  });

  test('and the next request on the same line works again', async () => {
    let fails = true;
    await using router = await startRouter((request, response) =>
      fails ? request.socket.resetAndDestroy() : answer(response, pods[0]),
    );
    await using transport = open(router.target);
    const line = transport.open();
    await line.request({ cookie: '' });
    fails = false;
    expect(await line.request({ cookie: '' })).toMatchObject({ status: 200, connection: 2 });
  });
});

describe("the caller's signal", () => {
  test('ends a request under way with its reason', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    await using router = await startRouter(() => abort.abort(reason));
    await using transport = open(router.target);
    await expect(transport.open().request({ cookie: '' }, abort.signal)).rejects.toBe(reason);
  });

  test('keeps a request from being sent at all', async () => {
    await using router = await startRouter((_, response) => response.end());
    await using transport = open(router.target);
    await expect(transport.open().request({ cookie: '' }, AbortSignal.abort('no'))).rejects.toBe('no');
    expect(router.requests).toHaveLength(0);
  });

  test('holds no listener once a request has ended', async () => {
    const { signal } = new AbortController();
    await using router = await startRouter((_, response) => response.end());
    await using transport = open(router.target);

    await transport.open().request({ cookie: '' }, signal);

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
