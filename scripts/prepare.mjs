import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { pnpm } from './pnpm.mjs';
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
  const [file, ...args] = pnpm();
  return run(file, [...args, 'install', '--frozen-lockfile'], { cwd: root, onOutput });
}

/** @param {readonly string[]} tasks @param {(chunk: string) => void} onOutput */
async function build(tasks, onOutput) {
  return turbo(tasks, ['--output-logs=errors-only'], ({ text }) => onOutput(`${text}\n`));
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
