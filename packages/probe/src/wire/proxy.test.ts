import { createServer as createTlsServer } from 'node:https';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { probe } from '../probe.ts';
import { pods, startRouter } from '../routers.fixture.ts';
import { parseTarget, type Target } from '../target.ts';
import type { Protocol } from '../transport.ts';
import {
  type Behaviour,
  listen,
  saying,
  sayingAndEnding,
  sayingForEver,
  startBadServer,
} from './bad-servers.fixture.ts';
import { startProxy } from './proxy.fixture.ts';
import { openWire } from './wire.ts';

async function ask(target: Target, protocol: Protocol = 'http/1.1', timeout = 5_000) {
  const transport = openWire(parseTarget(target), timeout);
  try {
    return await transport.open({ protocol }).request({ cookie: '' });
  } finally {
    await transport.close();
  }
}

const there = ({ connectTo }: Target) => connectTo ?? { host: '', port: 0 };
const text = ({ body }: { body?: Uint8Array }) => new TextDecoder().decode(body);

describe('through a proxy', () => {
  test('http is forwarded, and the proxy resolves the name', async () => {
    await using router = await startRouter((request, response) =>
      response.end(`${request.headers.host}${request.url}`),
    );
    await using proxy = await startProxy(there(router.target));

    const exchange = await ask({ url: 'http://sticky.test/a?b=c', proxy: proxy.address });

    expect(text(exchange)).toBe('sticky.test/a?b=c');
    expect(proxy.asked.map(({ line }) => line)).toEqual(['GET http://sticky.test/a?b=c']);
  });

  test('http with an address to connect to goes through a tunnel, since a forwarding proxy would ask the name', async () => {
    await using router = await startRouter((request, response) => response.end(request.headers.host));
    await using proxy = await startProxy(there(router.target));

    const exchange = await ask({ ...router.target, proxy: proxy.address });

    expect(text(exchange)).toBe('sticky.test');
    expect(proxy.asked.map(({ line }) => line)).toEqual([`CONNECT 127.0.0.1:${there(router.target).port}`]);
  });

  test('https goes through a tunnel, by the name that the proxy is to resolve', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'sticky.test' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'sticky.test' }] }],
    });
    const server = createTlsServer({ key, cert }, (_, response) => response.end('hello'));
    const port = await listen(server);
    await using proxy = await startProxy({ host: '127.0.0.1', port });
    try {
      expect(text(await ask({ url: 'https://sticky.test/', ca: cert, proxy: proxy.address }))).toBe('hello');
      expect(proxy.asked.map(({ line }) => line)).toEqual(['CONNECT sticky.test:443']);
    } finally {
      server.close();
    }
  });

  test.for<Protocol>(['h2', 'websocket'])(
    '%s goes through a tunnel, since proxies forward HTTP/1.1 alone',
    async (protocol) => {
      await using router = await startRouter((_, response) => response.end());
      await using proxy = await startProxy(there(router.target));

      await ask({ url: 'http://sticky.test/', proxy: proxy.address }, protocol);

      expect(proxy.asked.map(({ line }) => line)).toEqual(['CONNECT sticky.test:80']);
    },
  );

  test('that speaks TLS itself, its certificate is checked', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'proxy' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    await using router = await startRouter((_, response) => response.end('hello'));
    await using proxy = await startProxy(there(router.target), { tls: { key, cert } });

    for (const target of [{ url: 'http://sticky.test/' }, router.target]) {
      expect(text(await ask({ ...target, proxy: proxy.address, ca: cert }))).toBe('hello');
      expect(await ask({ ...target, proxy: proxy.address })).toMatchObject({ failure: 'proxy-unreachable' });
    }
  });

  test('its own credentials go to it alone, and never into an error', async () => {
    await using router = await startRouter((_, response) => response.end('hello'));
    const login = `Basic ${Buffer.from('me:se cret').toString('base64')}`;
    await using proxy = await startProxy(there(router.target), { login });
    const withLogin = proxy.address.replace('//', '//me:se%20cret@');

    for (const target of [{ url: 'http://sticky.test/' }, router.target]) {
      expect(await ask({ ...target, proxy: withLogin })).toMatchObject({ status: 200 });
      const error = await probe({ ...target, proxy: proxy.address.replace('//', '//me:wrong@') }).catch(String);
      expect(error).toMatch(/through the proxy 127\.0\.0\.1:\d+ .*The proxy wants a login/);
      expect(error).not.toMatch(/wrong|me:/);
    }
    expect(router.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined, undefined]);
  });

  test("the target's credentials reach the target, and not the proxy of a tunnel", async () => {
    await using router = await startRouter((_, response) => response.end('hello'));
    await using proxy = await startProxy(there(router.target));

    await ask({ ...router.target, proxy: proxy.address, credentials: { bearer: 'secret' } });

    expect(router.requests[0]?.headers.authorization).toBe('Bearer secret');
    expect(proxy.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  test('a whole probe finds what it would find without', async () => {
    let turn = 0;
    await using router = await startRouter((_, response) => response.end(JSON.stringify({ uuid: pods[turn++ % 2] })));
    await using proxy = await startProxy(there(router.target));
    expect((await probe({ ...router.target, proxy: proxy.address }, { seed: 1 })).verdict.kind).toBe('not-sticky');
  });
});

describe('a proxy that', () => {
  test.for<[name: string, behaviour: Behaviour, failure: string | RegExp]>([
    ['forbids it', sayingAndEnding('HTTP/1.1 403 Forbidden\r\n\r\n'), 'proxy-refused'],
    ['wants a login', sayingAndEnding('HTTP/1.1 407 Login\r\n\r\n'), 'proxy-login'],
    ['does not speak HTTP', sayingAndEnding('SSH-2.0-OpenSSH_9.2\r\n'), 'proxy-refused'],
    ['hangs up', sayingAndEnding(''), 'proxy-refused'],
    ['never answers', {}, 'timeout'],
    ['never ends its head', sayingForEver('HTTP/1.1 200 OK\r\n', 'X-Y: z\r\n'), 'proxy-refused'],
    ['floods with interim answers', sayingForEver('', 'HTTP/1.1 102 Processing\r\n\r\n'), /proxy-refused|timeout/],
    ['answers with a page', saying('HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nhalt'), 'proxy-refused'],
  ])('%s', async ([, behaviour, failure]) => {
    await using server = await startBadServer(behaviour);
    const proxy = `http://127.0.0.1:${there(server.target).port}`;

    const exchange = await ask({ ...server.target, proxy }, 'http/1.1', 150);

    expect(exchange.failure).toMatch(failure);
    expect(exchange.took).toBeLessThan(5_000);
  });

  test('is not there', async () => {
    let address: string;
    {
      await using server = await startBadServer({});
      address = `http://127.0.0.1:${there(server.target).port}`;
    }
    for (const target of [{ url: 'http://sticky.test/' }, { url: 'https://sticky.test/' }]) {
      await expect(probe({ ...target, proxy: address })).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringMatching(/proxy-unreachable\. The proxy cannot be reached/),
      });
    }
  });
});
