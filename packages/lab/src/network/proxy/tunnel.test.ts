import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { statusesIn, type TestForwarding, TestProxy } from '../../testing/proxy.ts';

const ASK = 'GET /chat HTTP/1.1\r\nHost: a.info\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-A: b\r\n\r\n';

async function startWith(changes: TestForwarding = {}) {
  return await TestProxy.start({ route: (head, proxy) => proxy.forwarding(head, changes) });
}

/** A pod that switches protocols and then says back what it hears, in what the test makes of it. */
async function echoing(proxy: TestProxy, then: (socket: Socket) => void = (socket) => void socket.pipe(socket)) {
  const heads: string[] = [];
  await proxy.rawPod((socket) => {
    socket.once('data', (chunk) => {
      heads.push(chunk.toString('latin1'));
      socket.write(SWITCH);
      then(socket);
    });
  });
  return heads;
}

describe('a client that asks to switch protocols', () => {
  test('gets the answer of the pod, and from then on what the pod says', async () => {
    const proxy = await startWith({
      choose: () => {
        const endpoint = proxy.pods[0];
        return endpoint && { endpoint, reason: 'random', fields: [['Set-Cookie', 'a=b']] };
      },
    });
    const heads = await echoing(proxy);
    const client = await proxy.connect();

    client.send(ASK);
    await client.until(/\r\n\r\n$/);
    client.send('hello');

    expect(await client.until(/hello/)).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nX-A: b\r\nSet-Cookie: a=b\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\nhello',
    );
    expect(heads).toEqual(['GET /chat HTTP/1.1\r\nHost: a.info\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n']);
  });

  test('may speak before it is answered, and so may the pod right after its answer', async () => {
    const proxy = await startWith();
    await proxy.rawPod((socket) => {
      socket.once('data', () => {
        socket.write(`${SWITCH}first,`);
        socket.pipe(socket);
      });
    });
    const client = await proxy.connect();

    client.send(`${ASK}early`);

    expect(await client.until(/early/)).toMatch(/\r\n\r\nfirst,early$/);
  });

  test('may have said all, and still hears the pod; and the other way', async () => {
    const proxy = await startWith();
    await echoing(proxy, (socket) => {
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk;
      });
      socket.on('end', () => socket.end(`heard ${heard}`));
    });
    const client = await proxy.connect();
    client.send(ASK);
    await client.until(/\r\n\r\n$/);

    client.socket.end('all');

    expect(await client.rest()).toMatch(/heard all$/);
    await expect.poll(() => proxy.entries).toMatchObject([{ status: 101, path: '/chat', tries: [{ pod: 'pod-1' }] }]);
  });

  test.each([
    ['another status', 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno', 426],
    ['no HTTP', 'no\r\n\r\n', 502],
  ])('is told what the pod says instead: %s', async (_what, answer, status) => {
    const proxy = await startWith();
    await proxy.rawPod((socket) => void socket.once('data', () => socket.end(answer)));
    const client = await proxy.connect();

    client.send(ASK);
    client.send('GET / HTTP/1.1\r\nHost: a.info\r\nConnection: close\r\n\r\n');

    expect(statusesIn(await client.rest())[0]).toBe(status);
  });

  test('goes to another pod when one fails', async () => {
    const proxy = await startWith();
    await proxy.deadPod();
    await echoing(proxy);
    const client = await proxy.connect();

    client.send(ASK);

    expect(statusesIn(await client.until(/\r\n\r\n/))).toEqual([101]);
  });

  test.each([
    ['with a body', ASK.replace('\r\n\r\n', '\r\nContent-Length: 2\r\n\r\nab')],
    ['without saying that it is of the connection', ASK.replace(', Upgrade', '')],
    ['in HTTP/1.0', ASK.replace('HTTP/1.1', 'HTTP/1.0')],
    ['to nothing', ASK.replace('Upgrade: echo', 'Upgrade:')],
  ])('%s is served as if it had not', async (_what, ask) => {
    const proxy = await startWith();
    const seen = await proxy.notingPod();
    const client = await proxy.connect();

    client.send(ask);

    expect(await client.until(/reached/)).toMatch(/^HTTP\/1\.1 200 /);
    expect(seen[0]?.fields).not.toContain('Upgrade');
  });
});

describe('a tunnel', () => {
  /** Both ends of one. */
  async function open(changes: TestForwarding = {}) {
    const proxy = await startWith(changes);
    const pods: Socket[] = [];
    await echoing(proxy, (socket) => void pods.push(socket));
    const client = await proxy.connect();
    client.send(ASK);
    await client.until(/\r\n\r\n$/);
    const [pod] = pods;
    if (pod === undefined) throw new Error('the pod got no connection');
    return { proxy, client: client.socket, pod };
  }

  test('waits for the end that does not read', async () => {
    const { client, pod } = await open();
    client.pause();
    const block = Buffer.alloc(1024 * 1024);
    let written = 0;
    while (written < 64 && pod.write(block)) written += 1;
    pod.removeAllListeners('data').resume();

    // What fits into buffers has gone, and no more.
    for (let more = 0; more < 63; more += 1) pod.write(block);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const waiting = pod.writableLength;
    client.resume();
    await once(pod, 'drain');

    expect(waiting).toBeGreaterThan(16 * 1024 * 1024);
    expect(pod.writableLength).toBe(0);
  });

  test.each(['client', 'pod'] as const)('ends for both when the %s is gone', async (who) => {
    const { proxy, client, pod } = await open();
    const [one, other] = who === 'client' ? [client, pod] : [pod, client];
    const closed = once(other.resume(), 'close');
    other.on('end', () => other.end());

    one.resetAndDestroy();
    await closed;

    await expect.poll(() => proxy.entries).toMatchObject([{ status: 101 }]);
  });

  test('in which nobody says anything ends after the time for reading', async () => {
    const { client, pod } = await open({ timeouts: { connect: 1_000, send: 1_000, read: 500, total: 0, backend: 0 } });
    onTestFinished(() => void pod.destroy());
    client.on('end', () => client.end());
    const begun = performance.now();
    const talk = setInterval(() => client.write('a'), 10);
    setTimeout(() => clearInterval(talk), 700);

    await once(client, 'close');

    expect(performance.now() - begun).toBeGreaterThan(1_100);
  });

  test('lives through a change of the pods that may be used', async () => {
    const { proxy, client, pod } = await open();

    proxy.proxy.keepOnly([]);
    pod.write('still there');

    const [chunk] = await once(client, 'data');
    expect(String(chunk)).toBe('still there');
  });
});
