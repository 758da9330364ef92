import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { startTestLab, type TestCluster } from './clusters.fixture.ts';
import { type Cluster, ClusterError, connect, getView } from './index.ts';

const SECRET = 'fLs7-very-secret-token';

let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sticky-connect-'));
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

async function listen(server: Server | TcpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  // A TCP server's address is always an object.
  return (server.address() as AddressInfo).port;
}

/** A context whose server is this handler. */
async function contextServedBy(handler: RequestListener, user: object = { token: SECRET }): Promise<string> {
  return contextAt(await listen(createServer(handler)), user);
}

function contextAt(port: number, user: object = { token: SECRET }, scheme = 'http'): string {
  const path = join(folder, 'config');
  const cluster = { server: `${scheme}://127.0.0.1:${port}`, 'insecure-skip-tls-verify': scheme === 'http' };
  const config = {
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

async function open(kubeconfig: string, timeout = 5_000): Promise<Cluster> {
  const cluster = await connect({ kubeconfig, context: 'test', timeout });
  closing.unshift(() => cluster.close());
  return cluster;
}

async function failureOf(work: Promise<unknown>): Promise<ClusterError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ClusterError) return error;
  throw new Error('no ClusterError', { cause: error });
}

const version = '{"gitVersion":"v1.34.0"}';

describe('a server that answers', () => {
  test('tells its version, and whether it is the lab', async () => {
    const real = await open(await contextServedBy((_, response) => response.end(version)));
    expect(real).toMatchObject({ context: 'test', namespace: 'default', version: 'v1.34.0', lab: false });

    const lab = await open(await contextServedBy((_, response) => response.end('{"gitVersion":"v1.34.0+sticky-lab"}')));
    expect(lab.lab).toBe(true);
  });

  test('is sent the token', async () => {
    const seen: (string | undefined)[] = [];
    await open(
      await contextServedBy(({ headers }, response) => {
        seen.push(headers.authorization);
        response.end(version);
      }),
    );

    expect(seen).toEqual([`Bearer ${SECRET}`]);
  });

  test('is not asked over a new connection for each call', async () => {
    const sockets = new Set<unknown>();
    const cluster = await open(
      await contextServedBy(({ socket }, response) => {
        sockets.add(socket);
        response.end(version);
      }),
    );
    for (let n = 0; n < 20; n += 1) await cluster.api.version(1_000, undefined);

    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

describe('a server that does not', () => {
  test('refused: the address', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await closing.pop()?.();

    const error = await failureOf(open(contextAt(port)));

    expect(error).toMatchObject({ code: 'unreachable' });
    expect(error.message).toContain(`http://127.0.0.1:${port}`);
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('silent: the deadline', async () => {
    const port = await listen(createTcpServer());

    const error = await failureOf(open(contextAt(port), 200));

    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('within 0.2 s') });
  });

  test('another protocol', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')));

    expect(await failureOf(open(contextAt(port)))).toMatchObject({ code: 'unreachable' });
  });

  test('no Kubernetes', async () => {
    const error = await failureOf(open(await contextServedBy((_, response) => response.end('<html>Welcome</html>'))));

    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('not a Kubernetes API') });
  });

  test.each([
    [401, 'unauthorized', /does not know who you are/],
    [403, 'forbidden', /no access/],
    [500, 'rejected', /no access/],
  ])('HTTP %i', async (status, code, message) => {
    const kubeconfig = await contextServedBy((_, response) => {
      response.writeHead(status).end(JSON.stringify({ kind: 'Status', message: 'no access' }));
    });

    const error = await failureOf(open(kubeconfig));

    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(SECRET);
  });

  test('an abort ends it at once', async () => {
    const port = await listen(createTcpServer());
    const controller = new AbortController();
    const connecting = connect({ kubeconfig: contextAt(port), context: 'test', signal: controller.signal });
    controller.abort();

    expect(await failureOf(connecting)).toMatchObject({ code: 'aborted' });
  });
});

test('a kind that may not be listed is a line that names the rule to ask for', async () => {
  const cluster = await open(
    await contextServedBy(({ url = '' }, response) => {
      if (url === '/version') response.end(version);
      else if (url.includes('/ingresses')) response.writeHead(403).end('{"message":"forbidden"}');
      else response.end('{"metadata":{"resourceVersion":"1"},"items":null}');
    }),
  );

  const view = await getView(cluster);

  expect(view).toMatchObject({ context: 'test', namespace: 'default', apps: [] });
  expect(view.problems).toEqual([
    'May not list ingresses in "default": ask for a Role with {apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["list", "watch"]}.',
  ]);
});

describe('a server that answers over TLS', () => {
  let lab: TestCluster;
  beforeAll(async () => {
    lab = await startTestLab();
  }, 60_000);
  afterAll(() => lab?.close(), 60_000);

  /** The lab's kubeconfig, changed. */
  const changed = (change: (cluster: Record<string, unknown>, user: Record<string, unknown>) => void): string => {
    const config = parse(readFileSync(lab.kubeconfig ?? '', 'utf8'));
    change(config.clusters[0].cluster, config.users[0].user);
    const path = join(folder, 'config');
    writeFileSync(path, stringify(config));
    return path;
  };
  const connecting = (kubeconfig: string) => connect({ kubeconfig, context: lab.context });

  test('is not trusted without its authority', async () => {
    const kubeconfig = changed((cluster) => {
      delete cluster['certificate-authority-data'];
    });

    expect(await failureOf(connecting(kubeconfig))).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/certificate of https:.* is not trusted .*certificate-authority/),
    });
  });

  test('is trusted by a file beside the kubeconfig, and by its own name', async () => {
    const kubeconfig = changed((cluster) => {
      writeFileSync(join(folder, 'ca.crt'), Buffer.from(String(cluster['certificate-authority-data']), 'base64'));
      delete cluster['certificate-authority-data'];
      Object.assign(cluster, { 'certificate-authority': 'ca.crt', 'tls-server-name': 'localhost' });
    });

    const cluster = await connecting(kubeconfig);
    expect(cluster).toMatchObject({ lab: true, server: expect.stringMatching(/^https:/) });
    await cluster.close();
  });

  test('refuses a wrong token, which is not repeated', async () => {
    const kubeconfig = changed((_, user) => {
      user.token = SECRET;
    });

    const error = await failureOf(connecting(kubeconfig));
    expect(error.code).toBe('unauthorized');
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(SECRET);
  });

  test('takes a token from a file', async () => {
    const kubeconfig = changed((_, user) => {
      writeFileSync(join(folder, 'token'), String(user.token));
      delete user.token;
      user.tokenFile = 'token';
    });

    await (await connecting(kubeconfig)).close();
  });
});
