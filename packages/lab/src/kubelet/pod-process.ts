import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { systemEnvironment } from '../system-environment.ts';
import type { GuardOrder, GuardReport } from './pod-guard.ts';

export interface PodProcessOptions {
  /** The lab's process script, which guards the pod's. */
  readonly main: string;
  readonly script: string;
  readonly args: readonly string[];
  /** All that the process sees of an environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly onOutput: (chunk: string) => void;
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
  const child = spawn(process.execPath, [main, 'pod', script, ...args], {
    cwd: dirname(script),
    env: { ...systemEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
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
    if (child.pid === undefined) end(128);
  });
  child.on('exit', (code, signal) => end(code ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0)));
  return {
    pid: child.pid,
    terminate: () => terminate(child),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

function terminate(child: ChildProcess): void {
  if (process.platform !== 'win32') child.kill('SIGTERM');
  else if (child.connected) child.send('terminate' satisfies GuardOrder, ignoreClosedChannel);
}

/** The process ended before the message reached it: which is what the message asked for. */
function ignoreClosedChannel(): void {}
