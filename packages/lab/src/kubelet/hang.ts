import { type ChildProcess, spawn } from 'node:child_process';
import { systemEnvironment } from '../system-environment.ts';

/** A process that is stopped where it is. */
export interface Hang {
  /** Resolves when it is over: released, or the process has ended meanwhile. */
  readonly over: Promise<void>;
  /** Lets the process go on. Resolves when nothing is left of the hang. */
  release(): Promise<void>;
}

/** Windows has no way to stop a process from outside. */
export const CAN_HANG = process.platform !== 'win32';

/**
 * Stops a child of this process with SIGSTOP: its sockets still take connections, and nothing answers.
 *
 * A stopped process hears nothing, not even that its lab has been killed, and would stay for ever. So another one watches
 * this lab for as long as the hang lasts, and has the child go on when the lab is gone: then its guard ends it.
 */
export function hangProcess(child: ChildProcess, main: string): Hang {
  const watcher = spawn(process.execPath, [main, 'resume', String(child.pid)], {
    env: systemEnvironment(),
    // A group of its own: Ctrl+C in the terminal of the lab must not end it before it has done its work.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
  const over = new Promise<void>((resolve) => {
    watcher.once('close', () => resolve());
    watcher.once('error', () => resolve());
  });
  const release = async () => {
    child.off('exit', release);
    child.kill('SIGCONT');
    watcher.kill('SIGKILL');
    await over;
  };
  child.once('exit', release);
  child.kill('SIGSTOP');
  // Nothing hangs that nobody watches over, whatever became of the watcher.
  return { over: over.then(release), release };
}
