import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '../../../scripts/bench/find-program.ts';
import { type Usage, usageOf } from './machine.ts';

/** The core for what answers, and the one for what asks. */
export const cores = { server: 0, load: 1 } as const;

/** How often a process is looked at, in milliseconds: what it uses after the last look is not seen. */
const look = 10;
const patience = 10_000;

export interface Ended {
  readonly stdout: string;
  readonly usage: Usage;
}

/** The processes and the folder of one run. All ends with it. */
export class Workshop implements AsyncDisposable {
  readonly folder: string;
  /** Absent: nothing is pinned. */
  readonly taskset: string | undefined;
  readonly #children = new Set<ChildProcess>();
  #closing: Promise<void> | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.taskset = cpus().length < 2 ? undefined : findProgram('taskset');
  }

  static async open(): Promise<Workshop> {
    return new Workshop(await mkdtemp(join(tmpdir(), 'sticky-bench-')));
  }

  /** Starts a program on a core. It ends with the workshop. */
  start(core: number, command: string, args: readonly string[]): ChildProcess {
    const pinned = this.taskset === undefined ? [] : [this.taskset, '-c', String(core)];
    const [program = command, ...rest] = [...pinned, command, ...args];
    const child = spawn(program, rest, { cwd: this.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Runs a program on the load's core to its end. @throws Error when it fails */
  async run(command: string, args: readonly string[]): Promise<Ended> {
    const child = this.start(cores.load, command, args);
    let usage: Usage = { cpu: 0, memory: 0 };
    const timer = setInterval(() => {
      usage = usageOf(child.pid ?? 0) ?? usage;
    }, look);
    try {
      const [stdout, [code]] = await Promise.all([child.stdout ? text(child.stdout) : '', once(child, 'exit')]);
      if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
      return { stdout, usage };
    } finally {
      clearInterval(timer);
    }
  }

  /** Once, however often it is asked for: at the end, and when the user breaks off. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(
      [...this.#children].map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Resolves when somebody listens there. @throws Error when nobody does for long */
export async function untilListens(host: string, port: number): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < patience; await delay(20)) {
    if (await listens(host, port)) return;
  }
  throw new Error(`nothing listens on ${host}:${port}`);
}

export async function listens(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
