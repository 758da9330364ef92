import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { systemEnvironment } from '../system-environment.ts';
import { type Hang, hangProcess } from './hang.ts';
import type { GuardOrder, GuardReport } from './pod-guard.ts';

export interface PodProcessOptions {
  /** The lab's process script, which guards the pod's. */
  readonly main: string;
  readonly script: string;
  readonly args: readonly string[];
  /** All that the program sees of an environment, beside what a process needs to run at all. */
  readonly env: Readonly<Record<string, string>>;
  readonly onOutput: (chunk: string) => void;
  /** The last of the output has come. */
  readonly onOutputEnd: () => void;
  /** The script's module has been evaluated. */
  readonly onLoaded: () => void;
  /** As a shell tells it: 128 + the signal's number for a process that a signal ended. */
  readonly onExit: (exitCode: number) => void;
}

/** A container's process. */
export interface PodProcess {
  readonly pid: number | undefined;
  /** Asks it to end: SIGTERM. */
  terminate(): void;
  kill(): void;
  /** Stops it where it is, until it is released or ends. Where the system can: `CAN_HANG`. */
  hang(): Hang;
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

export function startPodProcess(options: PodProcessOptions): PodProcess {
  const { main, script, args, env } = options;
  const child = spawn(process.execPath, [main, 'pod', script], {
    cwd: dirname(script),
    env: systemEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  send(child, { type: 'run', env, args });
  let ended = false;
  const end = (exitCode: number) => {
    if (ended) return;
    ended = true;
    options.onExit(exitCode);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => options.onOutput(chunk));
  }
  child.on('message', (report) => {
    if (report === ('loaded' satisfies GuardReport)) options.onLoaded();
  });
  child.on('error', (error) => {
    options.onOutput(`${error.message}\n`);
    if (child.pid !== undefined) return;
    end(128);
    options.onOutputEnd();
  });
  // Later than the exit: what the process wrote last is still on its way then.
  child.on('close', () => options.onOutputEnd());
  child.on('exit', (code, signal) => end(code ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0)));
  return {
    pid: child.pid,
    terminate: () => terminate(child),
    kill: () => {
      child.kill('SIGKILL');
    },
    hang: () => hangProcess(child, main),
  };
}

function terminate(child: ChildProcess): void {
  if (process.platform !== 'win32') child.kill('SIGTERM');
  else send(child, { type: 'terminate' });
}

/** A process that has ended hears nothing more: its exit tells. */
function send(child: ChildProcess, order: GuardOrder): void {
  if (child.connected) child.send(order, () => {});
}
