import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../src/network/listen.ts';

/** The core for what is measured, and the one for all that measures it. */
export const CORES = { proxy: 0, load: 1 } as const;

const START_MS = 10_000;

/** The processes and the folder of one run. All ends with it. */
export class Workshop {
  readonly folder: string;
  /** Absent: nothing is pinned. */
  readonly taskset: string | undefined;
  readonly #closers: (() => Promise<unknown>)[] = [];
  #closing: Promise<void> | undefined;

  private constructor(folder: string, taskset: string | undefined) {
    this.folder = folder;
    this.taskset = taskset;
  }

  static async open(taskset: string | undefined): Promise<Workshop> {
    return new Workshop(await mkdtemp(join(tmpdir(), 'sticky-bench-')), taskset);
  }

  /** Starts a program on a core. It ends with the workshop. */
  start(core: number, command: string, args: readonly string[], stdio: 'pipe' | 'inherit' = 'inherit'): ChildProcess {
    const [program = command, ...rest] = [...this.pinned(core), command, ...args];
    const child = spawn(program, rest, { cwd: this.folder, stdio: ['ignore', stdio, stdio] });
    const ended = once(child, 'exit');
    this.onClose(async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    });
    return child;
  }

  /** The words that put a command on a core; none where there is no taskset. */
  pinned(core: number): readonly string[] {
    return this.taskset === undefined ? [] : [this.taskset, '-c', String(core)];
  }

  onClose(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Once, however often it is asked for: at the end, and when the user breaks off. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Resolves when somebody listens there. */
export async function untilListens(host: string, port: number): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < START_MS; await delay(20)) {
    if (await listens(host, port)) return;
  }
  throw new Error(`nothing listens on ${host}:${port}`);
}

export async function listens(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    if (hasCode(error, 'ECONNREFUSED')) return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
