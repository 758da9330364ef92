import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';

const bundle = join(import.meta.dirname, '../dist/uuid-app.cjs');
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [bundle], { env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env } });
  started.push(child);
  return child;
}

/** The app as a process of its own, once it has said where it hears. */
async function start() {
  const child = run({});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => (await lines.next()).value ?? '';
  const banner = await nextLine();
  const port = Number(/:(\d+)$/.exec(banner)?.[1]);
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { child, banner, nextLine, port, exit };
}

async function fails(env: Record<string, string>) {
  const child = run(env);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, stderr };
}

test('the bundle is one file of modest size', () => {
  expect(statSync(bundle).size).toBeLessThan(400_000);
});

test('says at start who it is and where it hears, and answers there', async () => {
  const { banner, port } = await start();
  const answer = await (await fetch(`http://127.0.0.1:${port}/`)).json();
  const uuid = /^uuid-app (\S+) hears on/.exec(banner)?.[1];
  expect(answer).toEqual({ uuid });
});

test('bad settings: one line, exit code 2', async () => {
  expect(await fails({ PORT: 'eighty' })).toEqual({
    code: 2,
    stderr: 'uuid-app: PORT is "eighty": use a whole number from 1 to 65535, or 0 for a free port\n',
  });
  expect(await fails({ HOST: 'my host' })).toMatchObject({ code: 2, stderr: expect.stringMatching(/^.*HOST.*\n$/) });
});

test('a port that is taken: one line that names it, exit code 1', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    expect(await fails({ PORT: String(port) })).toEqual({
      code: 1,
      stderr: `uuid-app: 127.0.0.1 port ${port} is taken: set PORT to another port, or to 0 for a free one\n`,
    });
  } finally {
    holder.close();
  }
});

// Windows has no SIGTERM to catch: there the process ends at once.
describe.skipIf(process.platform === 'win32')('on SIGTERM', () => {
  test('it says each step and exits 0, idle kept-alive connections notwithstanding', async () => {
    const { child, nextLine, port, exit } = await start();
    const agent = new Agent({ keepAlive: true });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, resolve).on('error', reject);
    });
    expect(response.headers.connection).toBe('keep-alive');
    await text(response);

    child.kill('SIGTERM');
    expect(await nextLine()).toMatch(/^SIGTERM: not ready/);
    expect(await nextLine()).toBe('drained, ends');
    expect(await exit).toBe(0);
    agent.destroy();
  });

  test('a request under way is answered, unready, and its connection closed after it; a new one is refused', async () => {
    const { child, nextLine, port, exit } = await start();
    const underWay = await connected(port);
    underWay.write('GET /readyz HTTP/1.1\r\nHost: x\r\n');
    // The app has certainly read the first half once it has answered a request sent after it.
    await fetch(`http://127.0.0.1:${port}/healthz`);

    child.kill('SIGTERM');
    expect(await nextLine()).toMatch(/^SIGTERM: not ready/);
    await expect(connected(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    underWay.write('\r\n');
    const answer = await text(underWay);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/^Connection: close\r$/m);
    expect(await exit).toBe(0);
  });

  test('a second signal does not break the drain off', async () => {
    const { child, nextLine, port, exit } = await start();
    const underWay = await connected(port);
    underWay.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await fetch(`http://127.0.0.1:${port}/healthz`);

    child.kill('SIGINT');
    expect(await nextLine()).toMatch(/^SIGINT: not ready/);
    child.kill('SIGTERM');
    underWay.write('\r\n');
    expect(await text(underWay)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await exit).toBe(0);
  });
});

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
