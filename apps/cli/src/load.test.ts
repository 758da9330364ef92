import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

let user: User;
beforeAll(async () => {
  user = await createUser();
});
afterAll(async () => {
  await user[Symbol.asyncDispose]();
});

const pods = ['5f0c4a12', '9b71d3e0'];

async function serve(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Two pods in turns, unless a cookie says which. */
function serveSticky() {
  let next = 0;
  return serve((request, response) => {
    const pod = Number(/pod=(\d)/.exec(request.headers.cookie ?? '')?.[1] ?? next++ % 2);
    response.setHeader('set-cookie', `pod=${pod}`).end(JSON.stringify({ uuid: pods[pod] }));
  });
}

function serveInTurns() {
  let next = 0;
  return serve((_, response) => response.end(JSON.stringify({ uuid: pods[next++ % 2] })));
}

describe('sticky load', () => {
  it('tells of a sticky route that no session moved, and is content', async () => {
    await using route = await serveSticky();
    const ended = await user.sticky('load', route.url, '--sessions', '40', '--requests', '400', '--expect-sticky');
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^Target {5}http:\/\/127\.0\.0\.1:\d+\/\nLoad {7}40 sessions over 20 connections/);
    expect(ended.stdout).toContain('Answers    400 of 400 requests, ');
    expect(ended.stdout).toContain('Sessions   none of 40 moved (told apart by /uuid)\n');
    expect(ended.stdout).toMatch(/\nFailures {3}none\n$/);
  });

  it('exits with 1 where sessions moved and none should, and still shows all', async () => {
    await using route = await serveInTurns();
    const load = ['load', route.url, '--sessions', '20', '--requests', '400', '-o', 'json'];
    const ended = await user.sticky(...load, '--expect-sticky');
    expect(ended).toMatchObject({
      code: 1,
      stderr: 'sticky: expected sticky, and 20 of 20 sessions met more than one pod\n',
    });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      schema: 'sticky.load/v1',
      requests: 400,
      sessions: { moved: 20 },
    });
    expect(await user.sticky(...load)).toMatchObject({ code: 0, stderr: '' });
  });

  it('takes one pod alone for no proof', async () => {
    await using route = await serve((_, response) => response.end('{"uuid":"5f0c4a12-0d5c-4c7e-9a42-1f2d3c4b5a69"}'));
    const ended = await user.sticky('load', route.url, '--sessions', '4', '--requests', '100', '--expect-sticky');
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('only one pod ever answered') });
  });

  it.skipIf(process.platform === 'win32')('at Ctrl+C shows what is known so far', async () => {
    let asked = 0;
    const { promise: isAsking, resolve } = Promise.withResolvers<void>();
    await using route = await serve((_, response) => {
      asked += 1;
      if (asked === 200) resolve();
      response.end(JSON.stringify({ uuid: pods[asked % 2] }));
    });
    const { child, ended } = user.start('load', route.url, '--rate', '200', '--duration', '60s');
    await isAsking;
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/, interrupted\nAnswers {4}\d+ of \d+ requests/);
  });

  it.concurrent.each([
    ['http://192.0.2.1/', 'up to 50 requests a second to 192.0.2.1, over 10 connections, for 10 s'],
    [
      'http://192.0.2.1/ --rate 7 --connections 2 --duration 1m',
      'up to 7 requests a second to 192.0.2.1, over 2 connections, for 60 s',
    ],
    ['http://127.0.0.1/ --connect-to 192.0.2.1:80 --sessions 4', '127.0.0.1, over 2 connections'],
    ['http://sticky.invalid/ --requests 5000', 'over 10 connections, 5,000 in all'],
  ])('sends nothing elsewhere without a yes: %s', async (args, says) => {
    const ended = await user.sticky('load', ...args.split(' '));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^sticky: nothing was sent: say --yes to send [^\n]+\n$/);
    expect(ended.stderr).toContain(says);
  });

  it.concurrent.each([
    ['', /missing required argument/],
    ['http://127.0.0.1:1/ --sessions 0', /--sessions: "0" is not a whole number from 1/],
    ['http://127.0.0.1:1/ --connections 10 --sessions 10', /with 10 of them, give at least 20 sessions/],
    ['http://127.0.0.1:1/ --rate 0', /--rate: "0" is not a number from 0\.01/],
    ['http://127.0.0.1:1/ --think soon', /--think: "soon" is no delay/],
    ['http://127.0.0.1:1/ --identity nonsense', /nonsense/],
    ['http://127.0.0.1:1/ --proxy http://127.0.0.1:3128', /--proxy: a load goes straight/],
    ['http://127.0.0.1:1/ --follow 3', /--follow: a load goes to the address that is named/],
    ['http://127.0.0.1:1/ -o junit', /junit/],
  ])('load %s: exit 2 and a line that says what to do', async (args, says) => {
    const ended = await user.sticky('load', ...args.split(' ').filter((word) => word !== ''));
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
  });

  it('says where nobody answers', async () => {
    const ended = await user.sticky('load', 'http://127.0.0.1:1/');
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/ECONNREFUSED/) });
  });
});
