import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { statusesIn, type TestForwarding, TestProxy } from '../../testing/proxy.ts';

/** A proxy with these changes of the usual forwarding. */
async function startWith(changes: TestForwarding = {}) {
  return await TestProxy.start({ route: (head, proxy) => proxy.forwarding(head, changes) });
}

const STREAMING = { body: { most: Number.POSITIVE_INFINITY, isBuffered: false } };
const GET = 'GET / HTTP/1.1\r\nHost: a.info\r\n\r\n';
const LAST = 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n';

describe('the connection of a client', () => {
  test.each([
    ['HTTP/1.1', '', 'keep-alive'],
    ['HTTP/1.1', 'Connection: close\r\n', 'close'],
    ['HTTP/1.1', 'Connection: x, Close\r\n', 'close'],
    ['HTTP/1.0', '', 'close'],
    ['HTTP/1.0', 'Connection: Keep-Alive\r\n', 'keep-alive'],
  ])('in %s with %j: %s', async (version, field, expected) => {
    const proxy = await TestProxy.start();
    await proxy.pod();
    const client = await proxy.connect();

    client.send(`GET / ${version}\r\nHost: a.info\r\n${field}\r\n`);

    expect(await client.until(/pod-1$/)).toContain(`\r\nConnection: ${expected}\r\n`);
    if (expected === 'close') expect(await client.rest()).toMatch(/pod-1$/);
  });

  test('carries requests that were sent at once, answered in order, each by the pod that is its own', async () => {
    const proxy = await TestProxy.start({
      route: (head, test) =>
        head.target === '/reply'
          ? { kind: 'reply', name: '', status: 204, fields: [] }
          : test.forwarding(head, {
              choose: () => {
                const endpoint = test.pods[Number(head.target.slice(1))];
                return endpoint && { endpoint, reason: 'random' };
              },
            }),
    });
    await proxy.pod((_request, response) => void setTimeout(() => response.end('slow'), 20));
    await proxy.pod((_request, response) => response.end('fast'));
    const targets = ['/0', '/1', '/reply', '/0', '/1'];

    const bytes = targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: a.info\r\n\r\n`).join('');
    const answers = await proxy.exchange(bytes + LAST.replace('/', '/1'));

    expect(statusesIn(answers)).toEqual([200, 200, 204, 200, 200, 200]);
    expect(answers.match(/slow|fast|204/g)).toEqual(['slow', 'fast', '204', 'slow', 'fast', 'fast']);
  });

  test('carries thousands of requests at once, also those that need no pod', async () => {
    const proxy = await TestProxy.start({
      route: (_head, { pods: _ }) => ({ kind: 'reply', name: '', status: 404, fields: [] }),
    });

    const answers = await proxy.exchange(GET.repeat(5_000));

    // The last of the 1,000 that one connection may have closes it, as in ingress-nginx.
    expect(statusesIn(answers)).toEqual(Array.from({ length: 1_000 }, () => 404));
    expect(answers.split('Connection: close').length).toBe(2);
  });

  test('takes requests cut anywhere', async () => {
    const proxy = await TestProxy.start();
    await proxy.notingPod();
    const client = await proxy.connect();

    for (const char of `${GET}POST / HTTP/1.1\r\nHost: a.info\r\nContent-Length: 3\r\n\r\nabc${LAST}`) {
      client.send(char);
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(statusesIn(await client.rest())).toEqual([200, 200, 200]);
  });

  test('is ended after an answer that came before all of the request', async () => {
    const proxy = await startWith(STREAMING);
    await proxy.pod((_request, response) => response.end('early'));
    const client = await proxy.connect();

    client.send('POST / HTTP/1.1\r\nHost: a.info\r\nContent-Length: 100\r\n\r\nsome');

    expect(await client.rest()).toMatch(/Connection: close\r\n.*early$/s);
    expect(proxy.entries).toMatchObject([{ status: 200 }]);
  });

  test('is ended once it has had its number of requests', async () => {
    const proxy = await TestProxy.start({ limits: { requests: 2 } });
    await proxy.pod();

    expect(statusesIn(await proxy.exchange(GET.repeat(3)))).toEqual([200, 200]);
  });
});

describe('an answer', () => {
  /** What a client gets for what a pod sends, on a connection that the pod closes then. */
  async function answerTo(bytes: string, ask = LAST, changes: TestForwarding = {}): Promise<string> {
    const proxy = await startWith({ retry: { on: new Set(), most: 1, within: 0, nonIdempotent: false }, ...changes });
    await proxy.rawPod((socket) => {
      socket.once('data', () => socket.end(Buffer.from(bytes, 'latin1')));
    });
    return (await proxy.exchange(ask)).replace(/Date: [^\r]*GMT/, 'Date: now');
  }

  test('has the fields that the pod gave it, with a Date, and says itself how it ends', async () => {
    expect(
      await answerTo(
        'HTTP/1.1 200 Fine\r\nServer: pod\r\nX-a: \xe4\r\nSet-Cookie: a=b\r\nset-cookie: c=d\r\nKeep-Alive: timeout=5\r\n' +
          'Connection: X-Own\r\nX-Own: 1\r\nX_b: c\r\nContent-Length: 2\r\n\r\nok',
      ),
    ).toBe(
      'HTTP/1.1 200 Fine\r\nServer: pod\r\nX-a: \xe4\r\nSet-Cookie: a=b\r\nset-cookie: c=d\r\nX_b: c\r\nDate: now\r\n' +
        'Content-Length: 2\r\nConnection: close\r\n\r\nok',
    );
  });

  test('keeps the Date of the pod', async () => {
    const date = 'Date: Sun, 06 Nov 1994 08:49:37 GMT';

    const answer = await answerTo(`HTTP/1.1 200 OK\r\n${date}\r\nContent-Length: 0\r\n\r\n`);

    expect(answer.match(/Date/g)).toHaveLength(1);
  });

  test.each([
    [
      'in chunks',
      'Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x\r\nc\r\n0\r\n\r\n',
      '2\r\nab\r\n1\r\nc\r\n0\r\n\r\n',
    ],
    ['until the connection ends', '\r\nabc', '3\r\nabc\r\n0\r\n\r\n'],
  ])('%s comes in chunks; to HTTP/1.0, until the connection ends', async (_what, rest, chunks) => {
    const [one, zero] = [
      await answerTo(`HTTP/1.1 200 OK\r\n${rest}`),
      await answerTo(`HTTP/1.1 200 OK\r\n${rest}`, 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'),
    ];

    expect(one).toBe(
      `HTTP/1.1 200 OK\r\nDate: now\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunks}`,
    );
    expect(zero).toMatch(/^HTTP\/1\.1 200 OK\r\nDate: now\r\nConnection: close\r\n\r\nabc$/);
  });

  test.each(['204 No Content', '304 Not Modified'])('%s has no body', async (status) => {
    const answer = await answerTo(`HTTP/1.1 ${status}\r\nETag: "a"\r\n\r\n`);

    expect(answer).toBe(`HTTP/1.1 ${status}\r\nETag: "a"\r\nDate: now\r\nConnection: close\r\n\r\n`);
  });

  test('to HEAD has no body, and says which length it would have', async () => {
    const answer = await answerTo('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n', LAST.replace('GET', 'HEAD'));

    expect(answer).toBe('HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 7\r\nConnection: close\r\n\r\n');
  });

  test('that comes first in parts: 103 goes on, 100 does not, and HTTP/1.0 knows neither', async () => {
    const bytes =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n' +
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

    expect(statusesIn(await answerTo(bytes))).toEqual([103, 200]);
    expect(await answerTo(bytes)).toContain('Link: </a>; rel=preload\r\n');
    expect(statusesIn(await answerTo(bytes, 'GET / HTTP/1.0\r\n\r\n'))).toEqual([200]);
  });

  test('has its trailers, but those that are none', async () => {
    const answer = await answerTo(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=b\r\nContent-Length: 9\r\n\r\n',
    );

    expect(answer).toMatch(/\r\nTrailer: X-Sum\r\n/);
    expect(answer).toMatch(/2\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n$/);
  });

  test('has the edits of the route and the fields of each choice, also when no pod gives one', async () => {
    const changes: TestForwarding = { responseEdits: () => ({ remove: new Set(['x-a']), add: [['X-B', '2']] }) };
    const proxy = await startWith({
      ...changes,
      choose: (failed) => {
        const endpoint = proxy.pods[0];
        return endpoint && { endpoint, reason: 'random', fields: [['Set-Cookie', `try=${failed.length}`]] };
      },
    });
    const pod = await proxy.pod((_request, response) => response.setHeader('X-A', '1').end());

    const answer = await proxy.exchange(LAST);
    const closed = once(pod, 'close');
    pod.close();
    pod.closeAllConnections();
    await closed;
    const failed = await proxy.exchange(LAST);

    expect(answer).toMatch(/X-B: 2\r\nSet-Cookie: try=0\r\n/);
    expect(answer).not.toContain('X-A');
    expect(failed).toMatch(/^HTTP\/1.1 502 .*Set-Cookie: try=0\r\nSet-Cookie: try=1\r\nSet-Cookie: try=2\r\n/s);
  });

  test('of the router has what the router says, or the page of its status', async () => {
    const proxy = await TestProxy.start({
      route: ({ target }) =>
        target === '/moved'
          ? { kind: 'reply', name: 'default/a', status: 308, fields: [['Location', 'https://a.info/']] }
          : { kind: 'reply', name: 'default/a', status: 200, fields: [['Content-Type', 'text/plain']], body: 'hällo' },
    });

    const [moved, said] = [
      await proxy.exchange(LAST.replace('/', '/moved')),
      await proxy.exchange(LAST.replace('GET', 'HEAD')),
    ];

    expect(moved).toMatch(/^HTTP\/1.1 308 .*Location: https:\/\/a.info\/\r\n.*<h1>308 Permanent Redirect<\/h1>/s);
    expect(said).toMatch(/Content-Type: text\/plain\r\n.*Content-Length: 6\r\nConnection: close\r\n\r\n$/s);
    expect(proxy.entries).toMatchObject([
      { route: 'default/a', status: 308, path: '/moved', tries: [] },
      { route: 'default/a', status: 200, path: '/', tries: [] },
    ]);
  });
});

describe('what flows', () => {
  function ask(
    proxy: TestProxy,
    options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
  ) {
    const { host, port } = proxy;
    return request({ host, port, agent: false, ...options, headers: { Host: 'a.info', ...options.headers } });
  }

  test('comes as it is written: events of a server', async () => {
    const proxy = await TestProxy.start();
    const next = Promise.withResolvers<void>();
    await proxy.pod(async (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
      await next.promise;
      response.end('data: 2\n\n');
    });
    const asked = ask(proxy);
    asked.end();
    const [response]: IncomingMessage[] = await once(asked, 'response');

    const [first] = response === undefined ? [] : await once(response, 'data');
    next.resolve();

    expect(String(first)).toBe('data: 1\n\n');
    expect(response === undefined ? '' : await text(response)).toBe('data: 2\n\n');
  });

  test('goes both ways at once', async () => {
    const proxy = await startWith(STREAMING);
    await proxy.pod((asked, response) => void asked.pipe(response));
    const asked = ask(proxy, { method: 'POST' });

    asked.write('one');
    const [response]: IncomingMessage[] = await once(asked, 'response');
    const [first] = response === undefined ? [] : await once(response, 'data');
    asked.end('two');

    expect(String(first)).toBe('one');
    expect(response === undefined ? '' : await text(response)).toBe('two');
  });

  test('has its trailers in both directions', async () => {
    const proxy = await startWith(STREAMING);
    await proxy.pod(async (asked, response) => {
      const body = await text(asked);
      response.writeHead(200, { Trailer: 'X-Sum' }).write(body);
      response.addTrailers({ 'X-Sum': `${asked.trailers['x-sum']}!` });
      response.end();
    });
    const asked = ask(proxy, { method: 'PUT', headers: { 'Transfer-Encoding': 'chunked', Trailer: 'X-Sum' } });
    asked.addTrailers({ 'X-Sum': 'abc' });
    asked.end('body');

    const [response]: IncomingMessage[] = await once(asked, 'response');

    expect(response === undefined ? '' : await text(response)).toBe('body');
    expect(response?.trailers).toEqual({ 'x-sum': 'abc!' });
  });

  test.each([
    ['kept first', {}],
    ['streamed', STREAMING],
  ])('waits for `100 Continue` where the client does, its body %s', async (_what, changes) => {
    const proxy = await startWith(changes);
    await proxy.pod(async (asked, response) => response.end(`${asked.headers.expect} ${await text(asked)}`));
    const asked = ask(proxy, { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': '4' } });
    asked.flushHeaders();

    await once(asked, 'continue');
    asked.end('body');
    const [response]: IncomingMessage[] = await once(asked, 'response');

    expect(response === undefined ? '' : await text(response)).toBe('undefined body');
  });

  test('is not asked for when the request is refused anyway', async () => {
    const proxy = await startWith({ body: { most: 3, isBuffered: true } });

    const answers = await proxy.exchange(
      'POST / HTTP/1.1\r\nHost: a.info\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n',
    );

    expect(statusesIn(answers)).toEqual([413]);
  });

  test('keeps its pods: one connection for one request after the other', async () => {
    const proxy = await TestProxy.start();
    const ports = new Set<number | undefined>();
    await proxy.pod((asked, response) => {
      ports.add(asked.socket.remotePort);
      response.end();
    });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());

    for (let count = 0; count < 5; count += 1) await proxy.exchange(LAST);

    expect(ports.size).toBe(1);
  });
});
