import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Target } from '../target.ts';
import { generateLoad as generateAnyLoad } from './generate-load.ts';
import type { LoadOptions } from './load-options.ts';
import type { LoadReport } from './load-report.ts';

/** Nothing is asked but by the load itself. */
function generateLoad(target: Target, options: LoadOptions = {}): Promise<LoadReport> {
  return generateAnyLoad(target, { identity: '/uuid', ...options });
}

interface BadServer extends AsyncDisposable {
  readonly url: string;
  /** Connections that are open. */
  readonly open: () => number;
}

/** Whatever comes, `answer` does with the connection what it likes; `asked` counts the requests on that connection, from 1. */
async function startBadServer(answer: (socket: Socket, asked: number) => void): Promise<BadServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let asked = 0;
    socket.on('data', () => answer(socket, ++asked));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    open: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const good = 'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"uuid":"good"';
const whole = `${good.replace('14', '15')}}`;

/** Asks a server that answers every second connection well, and every other one badly. */
async function loadOn(bad: (socket: Socket) => void, options: LoadOptions = {}): Promise<LoadReport> {
  let served = 0;
  await using server = await startBadServer((socket) => {
    if (served++ % 2 === 0) socket.write(whole);
    else bad(socket);
  });
  const report = await generateLoad(
    { url: server.url },
    { sessions: 2, connections: 1, requests: 8, timeout: 2_000, ...options },
  );
  await expect.poll(server.open).toBe(0);
  return report;
}

const begin = 'HTTP/1.1 200 OK\r\n';

describe('a server that answers badly now and then: each time is a failure, and the load goes on', () => {
  test.for<[what: string, code: string, bad: (socket: Socket) => void]>([
    ['closes within its head', 'closed-early', (socket) => socket.end(begin)],
    ['closes within its body', 'closed-early', (socket) => socket.end(good.replace('14', '900'))],
    [
      'resets within its body',
      'ECONNRESET',
      (socket) => socket.write(good.replace('14', '900'), () => socket.resetAndDestroy()),
    ],
    ['breaks its chunks', 'bad-http', (socket) => socket.write(`${begin}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`)],
    ['says nonsense', 'not-http', (socket) => socket.write('\u0000\u0001\u0002')],
    ['speaks HTTP/2', 'not-http', (socket) => socket.write(Buffer.from('000012040000000000', 'hex'))],
    ['has no end of its head', 'headers-too-large', (socket) => pour(socket, begin, 'X-More: and more\r\n')],
    ['has no end of its body', 'body-too-large', (socket) => pour(socket, `${begin}\r\n`, 'x'.repeat(1_000))],
    [
      'has no end of its chunks',
      'body-too-large',
      (socket) => pour(socket, `${begin}Transfer-Encoding: chunked\r\n\r\n`, '4\r\nabcd\r\n'),
    ],
    ['answers with an error', 'bad-status', (socket) => socket.write('HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno')],
    [
      'leads elsewhere',
      'redirect',
      (socket) => socket.write('HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n'),
    ],
    [
      'does not say who answers',
      'no-identity',
      (socket) => socket.write(`${begin}Content-Length: 4\r\n\r\n\u00ff\u0000{]`, 'latin1'),
    ],
    ['says more than it said', 'excess-bytes', (socket) => socket.write(`${whole}and more`)],
  ])('%s: %s', async ([, code, bad]) => {
    const { requests, failures, backends } = await loadOn(bad);
    expect({ requests, failures }).toEqual({ requests: 8, failures: { [code]: 4 } });
    expect(backends.good?.answers).toBe(code === 'excess-bytes' ? 8 : 4);
  });

  test('says nothing: timeout', async () => {
    const { failures, took } = await loadOn(() => undefined, { requests: 4, timeout: 100 });
    expect(failures).toEqual({ timeout: 2 });
    expect(took).toBeLessThan(5_000);
  });

  test('speaks ever so slowly: timeout', async () => {
    const { failures } = await loadOn(
      (socket) => {
        const drip = setInterval(() => socket.write('X'), 20).unref();
        socket.write(begin).valueOf();
        socket.once('close', () => clearInterval(drip));
      },
      { requests: 2, timeout: 200 },
    );
    expect(failures).toEqual({ timeout: 1 });
  });
});

test('a load that is broken off closes its connections, also those that hang', async () => {
  const controller = new AbortController();
  let asked = 0;
  await using server = await startBadServer(() => {
    asked += 1;
    if (asked === 4) controller.abort();
  });
  const options = { sessions: 8, connections: 4, signal: controller.signal };
  expect(await generateLoad({ url: server.url }, options)).toMatchObject({
    ended: 'interrupted',
    requests: 4,
    answers: 0,
  });
  await expect.poll(server.open).toBe(0);
});

describe('a server that closes connections', () => {
  test('after each answer, as it says: none fails', async () => {
    await using server = await startBadServer((socket) =>
      socket.end(whole.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')),
    );
    const report = await generateLoad({ url: server.url }, { sessions: 4, connections: 2, requests: 20 });
    expect(report).toMatchObject({ answers: 20, failures: {}, connections: { dialled: 20, retried: 0 } });
  });

  test('to end a body: none fails', async () => {
    await using server = await startBadServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\n{"uuid":"old"}'));
    const report = await generateLoad({ url: server.url }, { sessions: 4, connections: 2, requests: 20 });
    expect(report).toMatchObject({ answers: 20, failures: {}, backends: { old: { answers: 20 } } });
  });

  test('just when the next request comes: it is sent again, once', async () => {
    await using server = await startBadServer((socket, asked) => {
      if (asked === 1) socket.write(whole);
      else socket.destroy();
    });
    const report = await generateLoad({ url: server.url }, { sessions: 2, connections: 1, requests: 5 });
    expect(report).toMatchObject({ requests: 5, answers: 5, failures: {}, connections: { dialled: 5, retried: 4 } });
  });

  test('while nobody asks: nothing is lost', async () => {
    await using server = await startBadServer((socket) => socket.end(whole));
    const report = await generateLoad({ url: server.url }, { sessions: 2, connections: 1, rate: 50, requests: 10 });
    expect(report).toMatchObject({ answers: 10, failures: {} });
  });
});

describe('a server that never answers', () => {
  test('refuses: the load gives up, and says what to look at', async () => {
    const server = await startBadServer(() => undefined);
    await server[Symbol.asyncDispose]();
    await expect(generateLoad({ url: server.url })).rejects.toMatchObject({
      name: 'ProbeError',
      code: 'unreachable',
      message: expect.stringMatching(/gives no answer: ECONNREFUSED\. .*listens/),
    });
  });

  test('closes at once: it is not flooded', async () => {
    let asked = 0;
    await using server = await startBadServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await expect(generateLoad({ url: server.url }, { requests: 1_000 })).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toBeLessThan(100);
  });

  test('goes down meanwhile: each line waits longer from failure to failure', async () => {
    let asked = 0;
    await using server = await startBadServer((socket) => {
      asked += 1;
      if (asked <= 10) socket.write(whole);
      else socket.destroy();
    });
    const { answers, requests } = await generateLoad(
      { url: server.url },
      { sessions: 4, connections: 2, duration: 400 },
    );
    expect(answers).toBe(10);
    expect(requests).toBeLessThan(30);
  });
});

test('a server that never says the same name twice takes no more than so much memory', async () => {
  let name = 0;
  await using server = await startBadServer((socket) => {
    const body = `{"uuid":"${name++}"}`;
    socket.write(
      `${begin}Content-Length: ${body.length}\r\nX-Id: ${name}\r\nSet-Cookie: a${name}=1; x=${name}\r\n\r\n${body}`,
    );
  });
  const report = await generateLoad({ url: server.url }, { sessions: 4, connections: 2, requests: 1_500 });
  expect(Object.keys(report.backends)).toHaveLength(1_000);
  expect(report.failures).toEqual({ 'no-identity': 500 });
});

/** Says `text` again and again, for as long as the other side listens. */
function pour(socket: Socket, first: string, text: string): void {
  const more = text.repeat(100);
  const go = () => {
    while (!socket.destroyed && socket.write(more)) {}
  };
  socket.on('drain', go);
  socket.write(first);
  go();
}
