import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { withLock } from './lock.mjs';
import { run } from './run.mjs';
import { turbo } from './turbo.mjs';
import { cache, root } from './workspace.mjs';

const OLDEST_NODE = 20;
const TAIL_LINES = 40;

/**
 * Installs, and then makes what `tasks` of turbo.json make, so far as something has changed since the last time, with a
 * line for each on stderr. When one fails it shows the end of what that said and ends this process. Several processes
 * take turns.
 *
 * @param {readonly string[]} tasks
 */
export async function prepare(tasks) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    process.stderr.write(
      `  Node ${process.versions.node} is too old: install ${OLDEST_NODE} or later, and run this again\n`,
    );
    process.exit(2);
  }
  mkdirSync(cache, { recursive: true });
  const code = await withLock(
    join(cache, 'prepare.lock'),
    async () => (await phase('Install', install)) || (await phase('Build', (onOutput) => build(tasks, onOutput))),
    (owner) => process.stderr.write(`  Waiting until process ${owner} has set this workspace up\n`),
  );
  if (code !== 0) process.exit(code);
}

/** @param {(chunk: string) => void} onOutput */
async function install(onOutput) {
  const [file = '', ...args] = pnpm();
  // Seen from here, npx would take the pnpm in node_modules, which pnpm removes under its own feet when it has to lay
  // that folder out anew.
  const { npm_config_local_prefix: _, ...env } = process.env;
  return run(file, [...args, '--dir', root, 'install', '--frozen-lockfile'], { cwd: tmpdir(), env, onOutput });
}

/** @param {readonly string[]} tasks @param {(chunk: string) => void} onOutput */
async function build(tasks, onOutput) {
  return turbo(tasks, ['--output-logs=errors-only'], ({ text }) => onOutput(`${text}\n`));
}

/**
 * The pinned pnpm, without a shell: by the npm that runs this script, else by npx.
 * @returns {string[]}
 */
function pnpm() {
  const pin = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;
  const npm = process.env.npm_execpath ?? '';
  return basename(npm) === 'npm-cli.js' ? [process.execPath, npm, 'exec', '--yes', '--', pin] : ['npx', '--yes', pin];
}

/**
 * @param {string} name
 * @param {(onOutput: (chunk: string) => void) => Promise<number>} work
 * @returns {Promise<number>} The exit code of `work`.
 */
async function phase(name, work) {
  const start = performance.now();
  let output = '';
  process.stderr.write(`  ${name.padEnd(9)}`);
  const code = await work((chunk) => {
    output += chunk;
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code === 0) {
    process.stderr.write(`${seconds.padStart(6)} s\n`);
    return 0;
  }
  if (code > 128) {
    process.stderr.write('interrupted\n');
    return code;
  }
  const log = join(cache, `${name.toLowerCase()}.log`);
  writeFileSync(log, output);
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  process.stderr.write(
    `failed with code ${code} after ${seconds} s; all it said is in ${log}, here the end:\n\n${tail}\n`,
  );
  return code;
}
