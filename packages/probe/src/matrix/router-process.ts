import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export type RouterProgram = 'nginx' | 'haproxy';

/** Debian keeps servers where a user's PATH need not lead. */
const env = { ...process.env, PATH: [process.env.PATH, '/usr/local/sbin', '/usr/sbin'].join(delimiter) };

export function isInstalled(program: RouterProgram): boolean {
  return spawnSync(program, ['-v'], { env }).status === 0;
}

export interface RouterProcess extends AsyncDisposable {
  /** One port for each that was asked for. */
  readonly ports: readonly number[];
}

/**
 * Starts a router on free ports, and again on others when somebody else was quicker to take one.
 *
 * @throws Error with what the router says about its configuration
 */
export async function startRouterProcess(
  program: RouterProgram,
  ports: number,
  config: (folder: string, ports: readonly number[]) => string,
): Promise<RouterProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'sticky-matrix-'));
  // Started by root, nginx works as a user of its own, who has to get at the sockets in there.
  await chmod(folder, 0o711);
  const file = join(folder, 'router.conf');
  const log = join(folder, 'error.log');
  const remove = () => rm(folder, { recursive: true, force: true });
  for (let attempt = 1; ; attempt++) {
    const free = await freePorts(ports);
    await writeFile(file, config(folder, free));
    const child = spawn(program, program === 'nginx' ? ['-p', folder, '-c', file, '-e', log] : ['-f', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
    });
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    if (await listens(free, child)) {
      return {
        ports: free,
        [Symbol.asyncDispose]: async () => {
          await stop(child);
          await remove();
        },
      };
    }
    await stop(child);
    if (attempt === 3) {
      const logged = await readFile(log, 'utf8').catch(() => '');
      await remove();
      throw new Error(`${program} did not start: ${Buffer.concat(said)}${logged}`);
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Held together until all are known, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  const closed = servers.map((server) => once(server, 'close'));
  for (const server of servers) server.close();
  await Promise.all(closed);
  return ports;
}

/** Waits until every port takes a connection; false when the process ended instead. */
async function listens(ports: readonly number[], child: ChildProcess): Promise<boolean> {
  for (const port of ports) {
    while (!(await isTaken(port))) {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      await setTimeout(5);
    }
  }
  return child.exitCode === null;
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (taken: boolean) => () => {
      socket.destroy();
      resolve(taken);
    };
    socket.on('connect', end(true)).on('error', end(false));
  });
}
