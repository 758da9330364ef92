import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { statusesIn, type TestForwarding, TestProxy } from '../../testing/proxy.ts';
import type { RetryCause, RetryPolicy } from './route.ts';

const LAST = 'GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n';
const TIMEOUTS = { connect: 5_000, send: 5_000, read: 5_000, total: 0, backend: 0 };

function retry(on: readonly RetryCause[], rest: Partial<RetryPolicy> = {}): RetryPolicy {
  return { on: new Set(on), most: 3, within: 0, nonIdempotent: false, ...rest };
}

async function startWith(changes: TestForwarding = {}) {
  return await TestProxy.start({ route: (head, proxy) => proxy.forwarding(head, changes) });
}

/** The body and the status that a request of its own gets. */
async function ask(proxy: TestProxy, head = LAST): Promise<[number | undefined, string]> {
  const answer = await proxy.exchange(head);
  return [statusesIn(answer).at(-1), answer.replace(/^.*\r\n\r\n/s, '')];
}

function asMethod(method: string, body = ''): string {
  return LAST.replace('GET', method).replace('\r\n\r\n', `\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
}

/** A pod that cuts the connection at the first byte. */
async function resetting(proxy: TestProxy): Promise<void> {
  await proxy.rawPod((socket) => void socket.once('data', () => socket.resetAndDestroy()));
}

/** A pod that says nothing. */
async function silent(proxy: TestProxy): Promise<void> {
  await proxy.rawPod((socket) => void socket.resume());
}

describe('a try that fails is followed by another one', () => {
  test.each<[string, (proxy: TestProxy) => Promise<void>, string]>([
    ['refused', (proxy) => proxy.deadPod(), 'refused'],
    ['reset', resetting, 'reset'],
    ['silent for too long', silent, 'timeout'],
  ])('when the pod is %s', async (_what, start, failure) => {
    const proxy = await startWith({ timeouts: { ...TIMEOUTS, read: 30 } });
    await start(proxy);
    await proxy.pod();

    expect(await ask(proxy)).toEqual([200, 'pod-2']);
    expect(proxy.entries).toMatchObject([
      {
        status: 200,
        tries: [
          { pod: 'pod-1', reason: 'round robin', failure },
          { pod: 'pod-2', reason: 'retry' },
        ],
      },
    ]);
  });

  test('when nothing is known of the pod', async () => {
    const proxy = await startWith();
    proxy.addUnknownPod();
    await proxy.pod();

    expect(await ask(proxy)).toEqual([200, 'pod-2']);
  });

  test('when the answer is none, and that is to be retried', async () => {
    const proxy = await startWith({ retry: retry(['invalid_header']) });
    await proxy.rawPod((socket) => void socket.once('data', () => socket.write('hello\r\n\r\n')));
    await proxy.pod();

    expect(await ask(proxy)).toEqual([200, 'pod-2']);
  });

  test('when the status is one that is to be retried', async () => {
    const proxy = await startWith({ retry: retry(['http_503']) });
    await proxy.pod((_request, response) => response.writeHead(503).end('busy'));
    await proxy.pod();

    expect(await ask(proxy)).toEqual([200, 'pod-2']);
    expect(proxy.entries).toMatchObject([{ tries: [{ failure: 'http_503' }, { pod: 'pod-2' }] }]);
  });

  test('with the body of the request, as a whole', async () => {
    const proxy = await startWith();
    await resetting(proxy);
    const seen = await proxy.notingPod();

    await ask(proxy, asMethod('PUT', 'hello'));

    expect(seen).toMatchObject([{ line: 'PUT /', body: 'hello' }]);
  });
});

describe('no try follows', () => {
  test.each([
    ['an error that is not to be retried', 502, retry(['timeout'])],
    ['as many as there may be', 502, retry(['error'], { most: 1 })],
  ])('%s: %i', async (_what, status, policy) => {
    const proxy = await startWith({ retry: policy });
    await resetting(proxy);
    await proxy.pod();

    expect((await ask(proxy))[0]).toBe(status);
    expect(proxy.entries).toMatchObject([{ status, tries: [{ failure: 'reset' }] }]);
  });

  test('one that failed too late', async () => {
    const proxy = await startWith({ retry: retry(['timeout'], { within: 10 }), timeouts: { ...TIMEOUTS, read: 30 } });
    await silent(proxy);
    await proxy.pod();

    expect((await ask(proxy))[0]).toBe(504);
  });

  test('three, by default', async () => {
    const proxy = await startWith();
    for (let count = 0; count < 5; count += 1) await resetting(proxy);

    expect((await ask(proxy))[0]).toBe(502);
    expect(proxy.entries[0]?.tries.map(({ pod }) => pod)).toEqual(['pod-1', 'pod-2', 'pod-3']);
  });

  test('the last one with a status that would be retried: that answer counts', async () => {
    const proxy = await startWith({ retry: retry(['http_500']) });
    await proxy.pod((_request, response) => response.writeHead(500, { 'Content-Length': 6 }).end('broken'));

    expect(await ask(proxy)).toEqual([500, 'broken']);
    expect(proxy.entries[0]?.tries).toHaveLength(3);
  });

  test.each(['POST', 'LOCK', 'PATCH'])('a sent %s', async (method) => {
    const proxy = await startWith();
    await resetting(proxy);
    await proxy.pod();

    expect((await ask(proxy, asMethod(method)))[0]).toBe(502);
  });

  test('a body that streams, once some of it was sent', async () => {
    const proxy = await startWith({ body: { most: 1024, isBuffered: false } });
    await proxy.rawPod((socket) => {
      socket.on('data', (chunk) => {
        if (chunk.includes('hello')) socket.resetAndDestroy();
      });
    });
    await proxy.pod();

    expect((await ask(proxy, asMethod('PUT', 'hello')))[0]).toBe(502);
  });
});

describe('what was not sent may be sent elsewhere', () => {
  test.each([{}, { body: { most: 1024, isBuffered: false } }])('a POST with %j', async (changes) => {
    const proxy = await startWith(changes);
    await proxy.deadPod();
    const seen = await proxy.notingPod();

    expect((await ask(proxy, asMethod('POST', 'hello')))[0]).toBe(200);
    expect(seen).toMatchObject([{ line: 'POST /', body: 'hello' }]);
  });

  test('a sent POST, where the route says so', async () => {
    const proxy = await startWith({ retry: retry(['error'], { nonIdempotent: true }) });
    await resetting(proxy);
    const seen = await proxy.notingPod();

    expect((await ask(proxy, asMethod('POST', 'hello')))[0]).toBe(200);
    expect(seen).toMatchObject([{ body: 'hello' }]);
  });
});

describe('the status', () => {
  test('is 503 when there is no pod at all, and 502 when there is none left', async () => {
    const none = await startWith();
    const left = await startWith({
      choose: (failed) =>
        failed.length > 0 || left.pods[0] === undefined ? undefined : { endpoint: left.pods[0], reason: 'only one' },
    });
    await left.deadPod();

    expect([(await ask(none))[0], (await ask(left))[0]]).toEqual([503, 502]);
    expect(none.entries).toMatchObject([{ status: 503, tries: [] }]);
  });

  test('is 504 when the pod does not answer in time', async () => {
    const slow = await startWith({ timeouts: { ...TIMEOUTS, read: 20 }, retry: retry([]) });
    await silent(slow);

    expect((await ask(slow))[0]).toBe(504);
  });

  test('is 504 when one try takes too long to begin its answer, and another may follow', async () => {
    const one = await startWith({ timeouts: { ...TIMEOUTS, backend: 20 }, retry: retry([]) });
    await silent(one);
    const two = await startWith({ timeouts: { ...TIMEOUTS, backend: 20 } });
    await silent(two);
    await two.pod();

    expect([(await ask(one))[0], await ask(two)]).toEqual([504, [200, 'pod-2']]);
  });

  test('is 504 when all of it takes too long, whatever is tried', async () => {
    const proxy = await startWith({
      timeouts: { ...TIMEOUTS, read: 30, total: 50 },
      retry: retry(['timeout'], { most: 9 }),
    });
    await silent(proxy);

    expect((await ask(proxy))[0]).toBe(504);
    expect(proxy.entries[0]?.tries.length).toBeLessThan(4);
  });

  test('cannot be changed once it was sent: the answer breaks off when all of it takes too long', async () => {
    const proxy = await startWith({ timeouts: { ...TIMEOUTS, total: 30 } });
    await proxy.pod((_request, response) => void response.write('some'));

    expect(await proxy.exchange(LAST)).toMatch(/\r\n4\r\nsome\r\n$/);
    expect(proxy.entries).toMatchObject([{ status: 200, tries: [{ failure: 'timeout' }] }]);
  });
});

describe('a kept connection that the pod has closed meanwhile', () => {
  /** A pod that answers on each connection once, and resets it at the next request. */
  async function answersOnce(proxy: TestProxy): Promise<Socket[]> {
    const sockets: Socket[] = [];
    await proxy.rawPod((socket) => {
      sockets.push(socket);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    return sockets;
  }

  test('costs no try, as in nginx', async () => {
    const proxy = await startWith({ retry: retry(['error'], { most: 1 }) });
    const sockets = await answersOnce(proxy);
    await ask(proxy);

    expect(await ask(proxy)).toEqual([200, 'ok']);
    expect(sockets).toHaveLength(2);
    expect(proxy.entries[1]?.tries).toMatchObject([{ failure: 'reset' }, { pod: 'pod-1' }]);
  });

  test('costs a POST its answer, as nobody knows whether it was read', async () => {
    const proxy = await startWith();
    await answersOnce(proxy);
    await ask(proxy);

    expect((await ask(proxy, asMethod('POST')))[0]).toBe(502);
  });

  test('is not used when that was seen before', async () => {
    const proxy = await startWith();
    const sockets = await answersOnce(proxy);
    await ask(proxy);
    const [first] = sockets;
    if (first === undefined) throw new Error('no connection');
    first.end();
    await once(first, 'close');

    expect(await ask(proxy, asMethod('POST'))).toEqual([200, 'ok']);
  });

  test('is not used in the last second of the time that the pod gives it', async () => {
    const proxy = await startWith();
    const ports = new Set<number | undefined>();
    const pod = await proxy.pod((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    // `Keep-Alive: timeout=1`
    Object.assign(pod, { keepAliveTimeout: 1_500 });
    await ask(proxy);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await ask(proxy);

    expect(ports.size).toBe(2);
  });
});

test('a router that throws costs its request, and no other', async () => {
  const proxy = await TestProxy.start({
    route: (head, test) => {
      if (head.target === '/route') throw new Error('route');
      return test.forwarding(head, {
        choose: (failed) => {
          if (head.target === '/choose') throw new Error('choose');
          const endpoint = test.pods[failed.length];
          return endpoint && { endpoint, reason: 'random' };
        },
        responseEdits: () => {
          if (head.target === '/edit') throw new Error('edit');
          return undefined;
        },
        retry: retry([]),
      });
    },
  });
  await proxy.pod();
  const statuses = [];

  for (const path of ['/route', '/choose', '/edit', '/']) statuses.push((await ask(proxy, LAST.replace('/', path)))[0]);

  expect(statuses).toEqual([500, 500, 502, 200]);
  expect(proxy.errors.map(String)).toEqual(['Error: route', 'Error: choose', 'Error: edit']);
});
