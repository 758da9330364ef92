import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A VS Code that can be started: the Node to run it with, and its entry script. */
export interface Editor {
  readonly node: string;
  readonly entry: string;
}

const here = import.meta.dirname;

/**
 * The editor of `package-lock.json`, installed into the user's cache folder when it is not there yet (about a minute and
 * 800 MB). The folder is named by the lock's hash and renamed into place once complete, so that an aborted install, or
 * two at once, leave nothing half done.
 */
export async function installEditor(log: (line: string) => void): Promise<Editor> {
  const lock = await readFile(join(here, 'package-lock.json'));
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sticky-e2e');
  const place = join(cache, `editor-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  if (!existsSync(place)) {
    await mkdir(cache, { recursive: true });
    const unfinished = await mkdtemp(join(cache, 'installing-'));
    try {
      await installInto(unfinished, log);
      await rename(unfinished, place).catch((error: unknown) => {
        if (!existsSync(place)) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return { node: join(nodeFolder(place), 'bin', 'node'), entry: join(codeServer(place), 'out', 'node', 'entry.js') };
}

const nodeFolder = (place: string) => join(place, 'node_modules', `node-linux-${process.arch}`);
const codeServer = (place: string) => join(place, 'node_modules', 'code-server');

/** `npm install` as a whole fails on kerberos, which nothing here needs; the parts that matter come prebuilt, except spdlog. */
async function installInto(place: string, log: (line: string) => void): Promise<void> {
  for (const file of ['package.json', 'package-lock.json']) await copyFile(join(here, file), join(place, file));
  const node = nodeFolder(place);
  const vscode = join(codeServer(place), 'lib', 'vscode');
  const npm = async (cwd: string, ...args: readonly string[]) => {
    log(`editor: npm ${args.join(' ')}`);
    const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      // Headers of the Node that runs the editor, not of the one that runs this script.
      env: {
        ...process.env,
        PATH: `${join(node, 'bin')}${delimiter}${process.env.PATH ?? ''}`,
        npm_config_nodedir: node,
      },
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with code ${code} in ${cwd}`);
  };
  await npm(place, 'ci', '--ignore-scripts');
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  await npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
  // Without its native part the output channels stay empty.
  await npm(vscode, 'rebuild', '@vscode/spdlog');
}

if (import.meta.main) {
  const { entry } = await installEditor(console.error);
  console.log(entry);
}
