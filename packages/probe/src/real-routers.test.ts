import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probe } from './index.ts';
import { answer, pods, startRouter } from './routers.fixture.ts';

/** Debian keeps servers where a user's PATH need not lead. */
const env = { ...process.env, PATH: [process.env.PATH, '/usr/local/sbin', '/usr/sbin'].join(delimiter) };

/** The probe against routers that others wrote: nginx and HAProxy as the system has them, else a skip that shows. */
const installed = (command: string) => spawnSync(command, ['-v'], { env }).status === 0;

interface Started extends AsyncDisposable {
  /** One port for each that the configuration asked for. */
  readonly ports: readonly number[];
}

/** Starts a router on free ports, and again on others when somebody else was quicker to take one. */
async function start(
  command: string,
  ports: number,
  config: (folder: string, ports: readonly number[]) => string,
): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'sticky-probe-'));
  for (let attempt = 1; ; attempt++) {
    const free = await Promise.all(Array.from({ length: ports }, freePort));
    const file = join(folder, 'router.conf');
    await writeFile(file, config(folder, free));
    const args = command === 'nginx' ? ['-p', folder, '-c', file, '-e', join(folder, 'error.log')] : ['-f', file];
    const child = spawn(command, args, { stdio: 'ignore', env });
    const stop = async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    };
    if (await listens(free, child)) {
      return {
        ports: free,
        [Symbol.asyncDispose]: async () => {
          await stop();
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
    await stop();
    if (attempt === 3) throw new Error(`${command} did not start`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until every port takes a connection; false when the process ended instead. */
async function listens(ports: readonly number[], child: ChildProcess): Promise<boolean> {
  for (const port of ports) {
    while (!(await taken(port))) if (child.exitCode !== null) return false;
  }
  return true;
}

function taken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean) => () => {
      socket.destroy();
      setTimeout(resolve, 5, result);
    };
    socket.on('connect', end(true)).on('error', end(false));
  });
}

async function startPods() {
  const [a, b] = [
    await startRouter((_, response) => answer(response, pods[0])),
    await startRouter((_, response) => answer(response, pods[1])),
  ];
  return {
    addresses: [a, b].map(({ target }) => `127.0.0.1:${target.connectTo?.port}`),
    [Symbol.asyncDispose]: async () => void (await Promise.all([a, b].map((pod) => pod[Symbol.asyncDispose]()))),
  };
}

const at = (port: number | undefined, path = '/') => ({
  url: `http://sticky.test${path}`,
  connectTo: { host: '127.0.0.1', port: port ?? 0 },
});

describe.skipIf(!installed('nginx'))('nginx', () => {
  test('balances requests, hashes a cookie, or hashes the address', async () => {
    await using backends = await startPods();
    const servers = backends.addresses.map((address) => `server ${address};`).join(' ');
    await using nginx = await start(
      'nginx',
      1,
      (folder, [port]) => `
daemon off; pid ${folder}/pid; worker_processes 1; events {}
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  map $cookie_key $key { '' $request_id; default $cookie_key; }
  map $cookie_key $given { '' "key=$request_id; Max-Age=60; Path=/; HttpOnly"; default ''; }
  upstream loose { ${servers} }
  upstream sticky { hash $key; ${servers} }
  upstream address { ip_hash; ${servers} }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://loose; }
    location /sticky { add_header Set-Cookie $given; proxy_pass http://sticky; }
    location /address { proxy_pass http://address; }
  }
}`,
    );
    const [port] = nginx.ports;

    expect((await probe(at(port))).verdict.kind).toBe('not-sticky');
    expect((await probe(at(port, '/sticky'))).verdict).toMatchObject({
      kind: 'sticky-by-cookie',
      cookie: 'key',
      advice: [
        'It ends 60 s after the first answer, also in the middle of a visit.',
        'No SameSite; no Secure (the route is http).',
      ],
    });
    expect((await probe(at(port, '/address'), { readyBackends: 2 })).verdict.kind).toBe('inconclusive');
  });
});

describe.skipIf(!installed('haproxy'))('HAProxy', () => {
  test('balances requests, inserts a cookie, or balances connections', async () => {
    await using backends = await startPods();
    const servers = backends.addresses
      .map((address, index) => `server pod${index} ${address} cookie pod${index}`)
      .join('\n  ');
    await using haproxy = await start(
      'haproxy',
      3,
      (_, [loose, sticky, connections]) => `
global
  maxconn 200
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
listen loose
  bind 127.0.0.1:${loose}
  balance roundrobin
  ${servers}
listen sticky
  bind 127.0.0.1:${sticky}
  balance roundrobin
  cookie SERVERID insert indirect nocache httponly
  ${servers}
listen connections
  mode tcp
  bind 127.0.0.1:${connections}
  balance roundrobin
  ${servers.replace(/ cookie \w+/g, '')}
`,
    );
    const [loose, sticky, connections] = haproxy.ports;

    expect((await probe(at(loose))).verdict.kind).toBe('not-sticky');
    expect((await probe(at(sticky))).verdict).toMatchObject({ kind: 'sticky-by-cookie', cookie: 'SERVERID' });
    expect((await probe(at(connections))).verdict.kind).toBe('sticky-by-connection');
  });
});
