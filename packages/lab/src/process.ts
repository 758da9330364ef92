import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from './errors.ts';
import type { LabInfo, LabOptions } from './lab.ts';
import { askLab, labAccess } from './lab-client.ts';
import { LAB_REPORT, type StartOrder } from './lab-messages.ts';
import { processExists } from './process-exists.ts';
import { createStateFolder, readIfThere, readLabInfo, type StateFolder, stateFolder } from './state/folder.ts';
import type { LabAccess } from './state/kubeconfig.ts';
import { systemEnvironment } from './system-environment.ts';

export interface LabProcessOptions extends Omit<LabOptions, 'signal'> {
  /** Outlives this process, until `stopLab`. Otherwise it ends with this process, however this one ends. */
  readonly detached: boolean;
  /** The Node (or Electron) to run with. Default: `process.execPath`. */
  readonly execPath?: string;
  /** Aborts the start; a lab that is up already is ended with `close`. */
  readonly signal?: AbortSignal;
}

export interface LabProcess extends LabInfo {
  /** Resolves when the lab's process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** How long a lab may take to end its pods and itself before it is killed. */
const CLOSE_MS = 10_000;
const ANSWER_MS = 2_000;
/**
 * Largest semi-space of V8's young generation, in MiB. What V8 takes by itself on a machine with much memory makes no
 * difference to the requests a second that can be measured, and a lab with 10,000 open WebSockets a fourth larger.
 */
const YOUNG_MIB = 16;

/** Starts a lab in a process of its own and waits until it is ready. @throws LabError */
export async function spawnLab(options: LabProcessOptions): Promise<LabProcess> {
  const begun = performance.now();
  options.signal?.throwIfAborted();
  const folder = stateFolder(options.stateDir);
  await createStateFolder(folder);
  const child = await spawnProcess(options, folder);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await started(child, options, folder);
    const info = await readLabInfo(folder);
    if (info === undefined) throw new LabError('start-failed', `the lab ended at once: see ${folder.log}`);
    if (options.detached) {
      child.disconnect();
      child.unref();
    }
    return { ...info, readyIn: Math.round(performance.now() - begun), ended, close: () => end(child, ended) };
  } catch (error) {
    await end(child, ended);
    throw error;
  }
}

/** The lab that runs in `stateDir` and answers, if any. */
export async function labStatus(stateDir: string): Promise<LabInfo | undefined> {
  const folder = stateFolder(stateDir);
  const [info, access] = await Promise.all([readLabInfo(folder), labAccess(folder)]);
  if (info === undefined || access === undefined) return undefined;
  return (await ask(access, 'GET', '/version')) === 200 ? info : undefined;
}

/** Ends the lab that runs in `stateDir`. False when there was none. */
export async function stopLab(stateDir: string, signal?: AbortSignal): Promise<boolean> {
  const folder = stateFolder(stateDir);
  const [info, access, lock] = await Promise.all([readLabInfo(folder), labAccess(folder), readIfThere(folder.lock)]);
  if (info === undefined || access === undefined) return false;
  if ((await ask(access, 'POST', '/lab/shutdown')) === undefined) return false;
  // The lock is the last thing that a lab lets go of.
  while (processExists(info.pid) && (await readIfThere(folder.lock)) === lock) await delay(20, undefined, { signal });
  return true;
}

async function spawnProcess({ execPath, main }: LabProcessOptions, folder: StateFolder): Promise<ChildProcess> {
  const log = await open(folder.log, 'a', 0o600);
  try {
    const child = spawn(execPath ?? process.execPath, [`--max-semi-space-size=${YOUNG_MIB}`, main, 'lab'], {
      // A group of its own, also for a lab that ends with this process: Ctrl+C in the terminal is this process's to handle.
      detached: true,
      // Also where this process is Node and the other is to be the editor's runtime.
      env: { ...systemEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      windowsHide: true,
    });
    await once(child, 'spawn');
    return child;
  } catch (cause) {
    throw new LabError('start-failed', `cannot run ${execPath ?? process.execPath}: name another Node`, { cause });
  } finally {
    await log.close();
  }
}

/** Resolves when the lab says that it is ready. @throws LabError */
async function started(child: ChildProcess, options: LabProcessOptions, folder: StateFolder): Promise<void> {
  const { stateDir, images, main, addressing, detached, signal } = options;
  const over = new AbortController();
  const limit = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const answered = once(child, 'message', { signal: limit });
  const gone = once(child, 'exit', { signal: limit });
  try {
    child.send({
      stateDir,
      images: { ...images },
      main,
      detached,
      ...(addressing === undefined ? {} : { addressing }),
    } satisfies StartOrder);
    const [message] = await Promise.race([answered, gone.then(() => [undefined])]);
    const report = LAB_REPORT.safeParse(message).data;
    if (report === undefined) throw new LabError('start-failed', `the lab ended at once: see ${folder.log}`);
    if (report.type === 'failed') throw new LabError(report.code, report.message);
  } finally {
    over.abort();
    await Promise.allSettled([answered, gone]);
  }
}

/** Asks a process to end and waits for it; kills it when it takes too long. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref();
  if (child.connected) child.disconnect();
  if (process.platform !== 'win32') child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  await ended;
  clearTimeout(kill);
}

/** The status code of the answer; undefined when this lab does not answer (any more). */
async function ask(access: LabAccess, method: string, path: string): Promise<number | undefined> {
  try {
    const response = await askLab(access, method, path, AbortSignal.timeout(ANSWER_MS));
    response.resume();
    return response.statusCode;
  } catch {
    return undefined;
  }
}
