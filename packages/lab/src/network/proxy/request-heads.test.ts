import { describe, expect, test } from 'vitest';
import { statusesIn, TestProxy } from '../../testing/proxy.ts';
import type { Limits } from './limits.ts';
import type { RequestHead } from './route.ts';

async function start(limits: Partial<Limits> = {}) {
  const heads: RequestHead[] = [];
  const proxy = await TestProxy.start({
    limits,
    route: (request, test) => {
      heads.push(request);
      return test.forwarding(request);
    },
  });
  return { proxy, heads, seen: await proxy.notingPod() };
}

const REST = 'Host: a.info\r\nConnection: close\r\n\r\n';

describe('a request line', () => {
  test.each([
    ['GET / HTTP/1.1', 200],
    ['GET /a%20b?c=d&e HTTP/1.1', 200],
    ['OPTIONS * HTTP/1.1', 200],
    ['M-SEARCH / HTTP/1.1', 200],
    ['GET / HTTP/1.0', 200],
    ['GET  / HTTP/1.1', 400],
    ['GET /  HTTP/1.1', 400],
    [' GET / HTTP/1.1', 400],
    ['GET\t/ HTTP/1.1', 400],
    ['GET / HTTP/1.1 ', 400],
    ['GET / http/1.1', 400],
    ['GET /', 400],
    ['GET', 400],
    ['get / HTTP/1.1', 400],
    ['G(T / HTTP/1.1', 400],
    ['GET a HTTP/1.1', 400],
    ['GET * HTTP/1.1', 400],
    ['GET /a b HTTP/1.1', 400],
    ['GET /a\x7f HTTP/1.1', 400],
    ['GET /a\0 HTTP/1.1', 400],
    ['GET /\r HTTP/1.1', 400],
    ['GET ftp://a.info/ HTTP/1.1', 400],
    ['GET / HTTP/1.', 400],
    ['GET / HTTP/11', 400],
    ['GET / HTTP/1.1.1', 400],
    ['GET / HTTP/1.10', 400],
    ['GET / HTTP/2.0', 505],
    ['GET / HTTP/3.0', 505],
    ['GET / HTTP/0.9', 505],
    ['TRACE / HTTP/1.1', 405],
    ['CONNECT a.info:80 HTTP/1.1', 405],
    ['CONNECT / HTTP/1.1', 405],
  ])('%j is answered %i', async (line, status) => {
    const { proxy, seen } = await start();

    expect(statusesIn(await proxy.exchange(`${line}\r\n${REST}`))).toEqual([status]);
    expect(seen.length).toBe(status === 200 ? 1 : 0);
  });

  test('keeps its target as it is', async () => {
    const proxy = await TestProxy.start();
    const target = '//a/./b/%2e%2E/%zz?%00=\xff#c';
    const got: string[] = [];
    await proxy.rawPod((socket) => {
      socket.on('data', (chunk) => {
        got.push(chunk.toString('latin1'));
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      });
    });

    const answers = await proxy.exchange(`GET ${target} HTTP/1.1\r\n${REST}`);

    expect([statusesIn(answers), got]).toEqual([[204], [`GET ${target} HTTP/1.1\r\nHost: a.info\r\n\r\n`]]);
  });

  test('may come after empty lines', async () => {
    const { proxy } = await start();

    expect(statusesIn(await proxy.exchange(`\r\n\r\nGET / HTTP/1.1\r\n${REST}`))).toEqual([200]);
  });
});

describe('a host', () => {
  test.each([
    ['Host: a.info', 'a.info', 'a.info'],
    ['Host: A.Info:8080', 'A.Info:8080', 'a.info'],
    ['HOST: a.info.', 'a.info.', 'a.info'],
    ['host:a.info:', 'a.info:', 'a.info'],
    ['Host: [::1]:80', '[::1]:80', '[::1]'],
    ['Host: 127.0.0.1', '127.0.0.1', '127.0.0.1'],
    ['Host: a_b.info', 'a_b.info', 'a_b.info'],
    ['Host: *.info', '*.info', '*.info'],
  ])('%j is %j, named %j', async (field, authority, host) => {
    const { proxy, heads, seen } = await start();

    await proxy.exchange(`GET / HTTP/1.1\r\n${field}\r\nConnection: close\r\n\r\n`);

    expect(heads).toMatchObject([{ authority, host }]);
    expect(seen[0]?.fields.slice(0, 2)).toEqual(field.split(/: ?(.*)/).slice(0, 2));
  });

  test.each([
    ['is missing', 'X-A: b'],
    ['is empty', 'Host:'],
    ['is there twice', 'Host: a.info\r\nHost: b.info'],
    ['is there twice and the same', 'Host: a.info\r\nhost: a.info'],
    ['is a list', 'Host: a.info, b.info'],
    ['has user information', 'Host: a.info@b.info'],
    ['has user information and a port', 'Host: a.info:80@b.info'],
    ['has a space', 'Host: a.info b.info'],
    ['has a tab', 'Host: a.info\tb.info'],
    ['has a path', 'Host: a.info/b'],
    ['has a query', 'Host: a.info?b'],
    ['has a fragment', 'Host: a.info#b'],
    ['has a backslash', 'Host: a.info\\b'],
    ['has a scheme', 'Host: http://a.info'],
    ['has an empty label', 'Host: a..info'],
    ['is a dot', 'Host: .'],
    ['is a port', 'Host: :80'],
    ['has a port that is no number', 'Host: a.info:8o'],
    ['has a port past the last one', 'Host: a.info:65536'],
    ['has a negative port', 'Host: a.info:-80'],
    ['has two ports', 'Host: a.info:80:80'],
    ['has an open bracket', 'Host: [::1'],
    ['has an empty bracket', 'Host: []'],
    ['has something behind a bracket', 'Host: [::1]a'],
    ['has quotes', 'Host: "a.info"'],
    ['has markup', 'Host: <a>'],
    ['has bytes past ASCII', 'Host: \xe4.info'],
    ['is folded', 'Host:\r\n a.info'],
    ['is behind an underscore', 'Ho_st: a.info'],
  ])('that %s is answered 400', async (_what, fields) => {
    const { proxy, heads } = await start();

    const answers = await proxy.exchange(`GET / HTTP/1.1\r\n${fields}\r\n\r\n`);

    expect([statusesIn(answers), heads]).toEqual([[400], []]);
  });

  test('need not be named in HTTP/1.0; the pod gets an empty one', async () => {
    const { proxy, heads, seen } = await start();

    await proxy.exchange('GET / HTTP/1.0\r\n\r\n');

    expect(heads).toMatchObject([{ authority: '', host: '', version: '1.0' }]);
    expect(seen).toMatchObject([{ fields: ['Host', ''] }]);
  });
});

describe('a target with a host', () => {
  test.each([
    ['http://a.info/b?c', 'Host: a.info', '/b?c'],
    ['HTTP://A.info/b', 'Host: a.info', '/b'],
    ['https://a.info', 'Host: a.info', '/'],
    ['http://a.info?c', 'Host: a.info', '/?c'],
    ['http://a.info:8080/', 'Host: a.info:8080', '/'],
  ])('%s and %s is the path %s', async (target, field, path) => {
    const { proxy, heads } = await start();

    await proxy.exchange(`GET ${target} HTTP/1.1\r\n${field}\r\nConnection: close\r\n\r\n`);

    expect(heads).toMatchObject([{ host: 'a.info', target: path }]);
  });

  test.each([
    ['http://a.info/', 'Host: b.info'],
    ['http://a.info:80/', 'Host: a.info'],
    ['http://b@a.info/', 'Host: a.info'],
    ['http://a.info@b.info/', 'Host: a.info@b.info'],
    ['http:///', 'Host: a.info'],
    ['http://', 'Host: a.info'],
    ['http://a.info/', 'X-A: b'],
    ['http:/a.info/', 'Host: a.info'],
  ])('%s and %s is answered 400', async (target, field) => {
    const { proxy } = await start();

    expect(statusesIn(await proxy.exchange(`GET ${target} HTTP/1.1\r\n${field}\r\n\r\n`))).toEqual([400]);
  });
});

describe('a field', () => {
  test('may have any byte but control characters, and reaches the pod as it came', async () => {
    const { proxy, seen } = await start();
    const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
    const value = bytes.filter((char) => char === '\t' || (char >= ' ' && char !== '\x7f')).join('');

    await proxy.exchange(`GET / HTTP/1.1\r\nCookie: a=${value}"\r\nX-Empty:\r\nx-CASE: \t b \r\n${REST}`);

    expect(seen[0]?.fields.slice(0, 6)).toEqual(['Cookie', `a=${value}"`, 'X-Empty', '', 'x-CASE', 'b']);
  });

  test.each(Array.from({ length: 33 }, (_, code) => (code === 32 ? 127 : code)).filter((code) => code !== 9))(
    'may not have the control character %i',
    async (code) => {
      const { proxy, seen } = await start();
      const char = String.fromCharCode(code);

      const answers = await proxy.exchange(`GET / HTTP/1.1\r\nCookie: a=${char}b; c\r\n${REST}`);

      expect([statusesIn(answers), seen]).toEqual([[400], []]);
    },
  );

  test('with an underscore or an odd name is left out, as by nginx', async () => {
    const { proxy, seen } = await start();

    await proxy.exchange(`GET / HTTP/1.1\r\nX_A: 1\r\nX.B: 2\r\nX-C: 3\r\n${REST}`);

    expect(seen[0]?.fields).toEqual(['X-C', '3', 'Host', 'a.info']);
  });

  test('of the connection is left out, and what Connection names', async () => {
    const { proxy, seen } = await start();
    const fields = [
      'Connection: close, X-Named , keep-alive',
      'X-Named: 1',
      'Keep-Alive: timeout=5',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic eDp5',
      'TE: trailers',
      'Upgrade: h2c',
      'X-Kept: 1',
    ];

    await proxy.exchange(`GET / HTTP/1.1\r\nHost: a.info\r\n${fields.join('\r\n')}\r\n\r\n`);

    expect(seen[0]?.fields).toEqual(['Host', 'a.info', 'X-Kept', '1']);
  });
});

describe('limits of a head', () => {
  test.each([
    ['a request line of 8k', `GET /${'a'.repeat(8 * 1024 - 16)} HTTP/1.1\r\n${REST}`, 200],
    ['a longer request line', `GET /${'a'.repeat(8 * 1024 - 15)} HTTP/1.1\r\n${REST}`, 414],
    ['a request line without an end', `GET /${'a'.repeat(100_000)}`, 414],
    ['a field of 8k', `GET / HTTP/1.1\r\nX: ${'a'.repeat(8 * 1024 - 5)}\r\n${REST}`, 200],
    ['a longer field', `GET / HTTP/1.1\r\nX: ${'a'.repeat(8 * 1024 - 4)}\r\n${REST}`, 431],
    ['a field without an end', `GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}`, 431],
    ['a name without an end', `GET / HTTP/1.1\r\n${'a'.repeat(100_000)}`, 431],
    ['32k in all', `GET / HTTP/1.1\r\n${`X: ${'a'.repeat(4_000)}\r\n`.repeat(8)}${REST}`, 200],
    ['more than 32k in all', `GET / HTTP/1.1\r\n${`X: ${'a'.repeat(4_000)}\r\n`.repeat(9)}${REST}`, 431],
    ['1,000 fields', `GET / HTTP/1.1\r\n${'X: a\r\n'.repeat(998)}${REST}`, 200],
    ['more than 1,000 fields', `GET / HTTP/1.1\r\n${'X: a\r\n'.repeat(999)}${REST}`, 431],
    ['fields without an end', `GET / HTTP/1.1\r\n${'X: a\r\n'.repeat(100_000)}`, 431],
    ['1,000 cookies', `GET / HTTP/1.1\r\nCookie: ${'a=b; '.repeat(1_000)}\r\n${REST}`, 200],
    ['10,000 cookies', `GET / HTTP/1.1\r\nCookie: ${'a=b; '.repeat(10_000)}\r\n${REST}`, 431],
    ['10,000 fields of cookies', `GET / HTTP/1.1\r\n${'Cookie: a=b\r\n'.repeat(10_000)}${REST}`, 431],
  ])('%s: %i', async (_what, bytes, status) => {
    const { proxy } = await start();

    expect(statusesIn(await proxy.exchange(bytes))).toEqual([status]);
  });

  test('hold for a head that comes byte by byte, too', async () => {
    const { proxy } = await start({ line: 64, head: 128 });
    const client = await proxy.connect();

    for (const char of `GET / HTTP/1.1\r\nX: ${'a'.repeat(61)}`) {
      client.send(char);
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(statusesIn(await client.rest())).toEqual([431]);
  });
});

describe('a slow client', () => {
  test('that does not finish its head is answered 408', async () => {
    const { proxy } = await start({ headTimeout: 30 });
    const client = await proxy.connect();
    client.send('GET / HTTP/1.1\r\nHost:');
    const more = setInterval(() => client.send('a'), 5);

    expect(statusesIn(await client.rest())).toEqual([408]);
    clearInterval(more);
    expect(proxy.entries).toMatchObject([{ status: 408 }]);
  });

  test('that says nothing at all is left', async () => {
    const { proxy } = await start({ headTimeout: 20 });

    expect(await (await proxy.connect()).rest()).toBe('');
  });

  test('that says nothing after an answer is left after the time for that', async () => {
    const { proxy } = await start({ idleTimeout: 20 });

    expect(statusesIn(await proxy.exchange('GET / HTTP/1.1\r\nHost: a.info\r\n\r\n'))).toEqual([200]);
  });

  test('that does not go on with its body is answered 408, and no pod sees any of it', async () => {
    const { proxy, seen } = await start({ bodyTimeout: 20 });

    const answers = await proxy.exchange('POST / HTTP/1.1\r\nHost: a.info\r\nContent-Length: 5\r\n\r\nhel');

    expect([statusesIn(answers), seen]).toEqual([[408], []]);
  });

  test('that goes on now and then is waited for', async () => {
    const { proxy, seen } = await start({ bodyTimeout: 60 });
    const client = await proxy.connect();
    client.send('POST / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\nContent-Length: 8\r\n\r\n');
    const body = 'slowness';
    let sent = 0;
    const more = setInterval(() => client.send(body[sent++] ?? ''), 15);

    const answers = await client.rest();
    clearInterval(more);

    expect([statusesIn(answers), seen[0]?.body]).toEqual([[200], body]);
  });

  test('that does not read its answer is left', async () => {
    const proxy = await TestProxy.start({ limits: { sendTimeout: 50 } });
    await proxy.pod((_request, response) => void response.end(Buffer.alloc(64 * 1024 * 1024)));
    const client = await proxy.connect();
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\nHost: a.info\r\n\r\n');

    await expect.poll(() => proxy.entries).toMatchObject([{ status: 200, tries: [{ failure: 'client gone' }] }]);
  });
});
