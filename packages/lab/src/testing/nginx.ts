import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Debian keeps servers where a user's PATH need not lead. */
const env = { ...process.env, PATH: [process.env.PATH, '/usr/local/sbin', '/usr/sbin'].join(delimiter) };

/** Whether there is a real nginx to compare with, and sockets in the file system to reach it by. */
export const hasNginx = process.platform !== 'win32' && spawnSync('nginx', ['-v'], { env }).status === 0;

export interface Nginx extends AsyncDisposable {
  /** Where it listens, in the file system: no port of the machine is taken. */
  readonly socket: string;
}

/**
 * Starts nginx with the `http` block that `config` gives for its folder. It is to listen on `nginx.sock` there.
 *
 * @throws Error with nginx's own words when it does not load the configuration
 */
export async function startNginx(config: (folder: string) => string): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'sticky-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const text = `daemon off;\nmaster_process off;\npid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${config(folder)}\n}\n`;
  await writeFile(join(folder, 'nginx.conf'), text);
  const log = join(folder, 'error.log');
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', log], { stdio: 'ignore', env });
  const socket = join(folder, 'nginx.sock');
  while (!(await accepts(socket))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${await readFile(log, 'utf8')}`);
    await wait(5);
  }
  return {
    socket,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function accepts(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
