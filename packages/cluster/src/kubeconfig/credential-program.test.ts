import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect } from '../index.ts';

let folder: string;
let server: Server;
let authorizations: (string | undefined)[];
let refusals: number;
const open: Cluster[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sticky-login-'));
  authorizations = [];
  refusals = 0;
  server = createServer(({ headers }, response) => {
    authorizations.push(headers.authorization);
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(401).end();
    } else response.end('{"gitVersion":"v1.34.0"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((cluster) => cluster.close()));
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

/** A kubeconfig whose user logs in with a Node script. */
function loginBy(script: string, exec: object = {}): string {
  const program = join(folder, 'login.cjs');
  writeFileSync(program, script);
  return configWith({
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [program],
    env: [{ name: 'RUNS', value: join(folder, 'runs') }],
    ...exec,
  });
}

function configWith(exec: object): string {
  // The address of a listening TCP server is always an object.
  const { port } = server.address() as AddressInfo;
  const path = join(folder, 'config');
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  writeFileSync(
    path,
    JSON.stringify({
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  return path;
}

async function connected(kubeconfig: string, signal?: AbortSignal): Promise<Cluster> {
  const cluster = await connect({ kubeconfig, context: 'test', signal });
  open.push(cluster);
  return cluster;
}

const answer = (status: string) => `
  require('node:fs').appendFileSync(process.env.RUNS, process.env.KUBERNETES_EXEC_INFO + '\\n');
  console.log(JSON.stringify({apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: ${status}}));
`;

const runs = () => readFileSync(join(folder, 'runs'), 'utf8').trim().split('\n');

test('one login serves all calls, also those of one moment', async () => {
  const cluster = await connected(loginBy(answer("{token: 'from-program'}")));
  await Promise.all([1, 2, 3].map(() => cluster.api.version(5_000, undefined)));

  expect(runs()).toHaveLength(1);
  expect(new Set(authorizations)).toEqual(new Set(['Bearer from-program']));
});

test('the program is told what kubectl tells it', async () => {
  await connected(loginBy(answer("{token: 'x'}"), { provideClusterInfo: true }));

  expect(JSON.parse(runs()[0] ?? '')).toMatchObject({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, cluster: { server: expect.stringContaining('http://127.0.0.1:') } },
  });
});

test('an expired credential is renewed', async () => {
  const cluster = await connected(loginBy(answer("{token: 'x', expirationTimestamp: '2001-01-01T00:00:00Z'}")));
  await cluster.api.version(5_000, undefined);

  expect(runs()).toHaveLength(2);
});

test('after a refusal the next call logs in anew', async () => {
  const cluster = await connected(loginBy(answer("{token: 'x'}")));
  refusals = 1;
  await expect(cluster.api.version(5_000, undefined)).rejects.toMatchObject({ code: 'unauthorized' });
  await cluster.api.version(5_000, undefined);

  expect(runs()).toHaveLength(2);
});

test('a program that is not there: which one, which PATH, what to set', async () => {
  const kubeconfig = configWith({
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'no-such-login',
    installHint: 'Get it.',
  });

  await expect(connected(kubeconfig)).rejects.toMatchObject({
    code: 'login-failed',
    message: expect.stringMatching(/"no-such-login".*PATH=.*users\[\]\.user\.exec\.command.*Get it\./),
  });
});

test.each([
  ['fails', 'process.exit(3)', /ended with code 3/],
  ['prints something else', "console.log('secret-token')", /printed no ExecCredential/],
])('a program that %s', async (_, script, message) => {
  const error: unknown = await connected(loginBy(script)).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ code: 'login-failed', message: expect.stringMatching(message) });
  expect(String(error)).not.toContain('secret-token');
});

test('an abort ends a login that waits for its user', async () => {
  const controller = new AbortController();
  const connecting = connected(loginBy('setInterval(() => {}, 1000)'), controller.signal);
  controller.abort();

  await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
});
