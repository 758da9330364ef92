import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { probe } from '../probe.ts';
import { parseTarget, type Target } from '../target.ts';
import { listen, startBadServer } from './bad-servers.fixture.ts';
import { openWire } from './wire.ts';

const name = 'sticky.test';
const day = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * day);

/** A key pair and its certificate for `sticky.test`, by an authority or by itself. */
async function certificate(
  options: { by?: Pair; host?: string; notBeforeDate?: Date; notAfterDate?: Date; authority?: boolean } = {},
) {
  // Its own name for the authority: a certificate whose issuer is named as itself counts as self-signed.
  const { by, authority, host = authority ? 'authority.test' : name, ...dates } = options;
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    ...dates,
    keyType: 'ec',
    algorithm: 'sha256',
    ...(by && { ca: { key: by.key, cert: by.cert } }),
    extensions: [
      { name: 'basicConstraints', cA: authority === true },
      ...(authority ? [] : [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: host }] }]),
    ],
  });
  return { key, cert };
}

interface Pair {
  readonly key: string;
  readonly cert: string;
}

async function serve(tls: TlsOptions, handle: RequestListener = (_, response) => response.end('{"uuid":"pod-a"}')) {
  const server: Server = createTlsServer(tls, handle);
  const port = await listen(server);
  const target: Target = { url: `https://${name}/`, connectTo: { host: '127.0.0.1', port } };
  return { target, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())) };
}

async function ask(target: Target) {
  const transport = openWire(parseTarget(target), 2_000);
  try {
    return await transport.open().request({ cookie: '' });
  } finally {
    await transport.close();
  }
}

describe('a certificate', () => {
  test('is checked: its time, its name, its authority', async () => {
    const authority = await certificate({ authority: true });
    const cases: readonly [pair: Pair, trusted: Pair | undefined, failure: string, hint: RegExp][] = [
      [await certificate(), undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT', /is its own authority: name that certificate/],
      [await certificate({ by: authority }), undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /name the authority/],
      [
        await certificate({ by: authority, notBeforeDate: ago(9), notAfterDate: ago(2) }),
        authority,
        'CERT_HAS_EXPIRED',
        /has ended: renew it/,
      ],
      [
        await certificate({ by: authority, notBeforeDate: ago(-2), notAfterDate: ago(-9) }),
        authority,
        'CERT_NOT_YET_VALID',
        /are both clocks right/,
      ],
      [
        await certificate({ by: authority, host: 'other.test' }),
        authority,
        'ERR_TLS_CERT_ALTNAME_INVALID',
        /another name than sticky\.test/,
      ],
    ];
    for (const [pair, trusted, failure, hint] of cases) {
      await using server = await serve(pair);
      const target = { ...server.target, ...(trusted && { ca: trusted.cert }) };

      expect((await ask(target)).failure).toBe(failure);
      await expect(probe(target)).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(hint) });
    }
  });

  test('is checked for the server name, where one is given apart from the host', async () => {
    const pair = await certificate({ host: 'inner.test' });
    const asked: unknown[] = [];
    await using server = await serve(
      { ...pair, SNICallback: (servername, done) => done(null, void asked.push(servername)) },
      (request, response) => response.end(request.headers.host),
    );

    const { status, body } = await ask({ ...server.target, ca: pair.cert, serverName: 'inner.test' });

    expect([status, new TextDecoder().decode(body), asked]).toEqual([200, name, ['inner.test']]);
  });

  test('of the client is shown to a server that asks for one', async () => {
    const authority = await certificate({ authority: true });
    const pair = await certificate({ by: authority });
    const mine = await certificate({ by: authority, host: 'me.test' });
    await using server = await serve({ ...pair, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
    const target = { ...server.target, ca: authority.cert };

    expect(await ask({ ...target, clientCertificate: mine })).toMatchObject({ status: 200 });
    expect((await ask(target)).failure).toMatch(/ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED|ECONNRESET|closed-early/);
  });
});

describe('where TLS is expected', () => {
  test('a server that speaks plain HTTP is told as such', async () => {
    const server: Server = createServer((_, response) => response.end('hello'));
    const port = await listen(server);
    const target = { url: `https://${name}/`, connectTo: { host: '127.0.0.1', port } };
    try {
      await expect(probe(target)).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(/TLS/) });
    } finally {
      server.close();
    }
  });

  test.for([
    ['says nothing', {}, 'timeout'],
    ['hangs up', { connected: (socket: Socket) => socket.end() }, /ECONNRESET|closed-early/],
  ] as const)('a server that %s costs no more than its time', async ([, behaviour, failure]) => {
    await using server = await startBadServer(behaviour);
    const transport = openWire(parseTarget({ ...server.target, url: `https://${name}/` }), 100);

    const exchange = await transport.open().request({ cookie: '' });
    await transport.close();

    expect(exchange.failure).toMatch(failure);
  });

  test('no session is resumed: a resumed one can lead a balancer back to the same backend', async () => {
    const pair = await certificate();
    const resumed: boolean[] = [];
    await using server = await serve(pair, (request, response) => {
      resumed.push(
        'isSessionReused' in request.socket &&
          typeof request.socket.isSessionReused === 'function' &&
          request.socket.isSessionReused(),
      );
      response.end();
    });
    const transport = openWire(parseTarget({ ...server.target, ca: pair.cert }), 2_000);

    for (let time = 0; time < 3; time++) {
      const line = transport.open();
      await line.request({ cookie: '' });
      await line.close();
    }
    await transport.close();

    expect(resumed).toEqual([false, false, false]);
  });
});
