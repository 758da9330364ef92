import { LabError } from './errors.ts';
import type { LabInfo, LabOptions } from './lab.ts';

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

/** Starts a lab in a process of its own and waits until it is ready. @throws LabError */
export async function spawnLab(options: LabProcessOptions): Promise<LabProcess> {
  throw new LabError('start-failed', `not built yet: ${options.stateDir}`);
}

/** The lab that runs in `stateDir` and answers, if any. */
export async function labStatus(_stateDir: string): Promise<LabInfo | undefined> {
  return undefined;
}

/** Ends the lab that runs in `stateDir`. False when there was none. */
export async function stopLab(_stateDir: string, _signal?: AbortSignal): Promise<boolean> {
  return false;
}
