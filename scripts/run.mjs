import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program to its end; a signal that would end this process ends the program instead.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (chunk: string) => void }} [options] With `onOutput`
 *   stdout and stderr go there and stdin is closed; without it the program has this process's terminal.
 * @returns {Promise<number>} Its exit code; 128 and the signal's number when a signal ended it, as a shell says it, or
 *   when one came while its output was heard. Rejects when it cannot be started.
 */
export async function run(file, args, { onOutput, ...options } = {}) {
  // A group of its own, so that a signal reaches what the program starts, too. Windows has no groups.
  const detached = onOutput !== undefined && process.platform !== 'win32';
  const child = spawn(file, args, { ...options, detached, stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => onOutput?.(chunk));
  }
  /** @type {NodeJS.Signals | undefined} */
  let passedOn;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    passedOn = signal;
    if (detached && child.pid !== undefined) process.kill(-child.pid, signal);
    // A terminal sends Ctrl+C to the program as well; a second one would look like impatience.
    else if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        // turbo, told to end, ends with 1 as if a task had failed.
        const by = signal ?? (onOutput && passedOn);
        resolve(by ? 128 + constants.signals[by] : (code ?? 1));
      });
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
}
