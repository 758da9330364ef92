import type { LabInfo, LabProcess } from '@sticky/lab';
import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import type { Log } from '../log.ts';
import { labImages, labMain, labStateDir } from './lab-folders.ts';

export type LabState = 'stopped' | 'starting' | 'running' | 'stopping';

/**
 * The lab as the editor sees it. One that this editor started ends with it, however it ends; one that runs already (from
 * a terminal, from another window) is shown and used, and left alone when the editor closes.
 */
export class EditorLab implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #dist: string;
  readonly #log: Log;
  readonly #watcher: vscode.Disposable;
  #state: LabState = 'stopped';
  #info: LabInfo | undefined;
  #own: LabProcess | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(dist: string, log: Log) {
    this.#dist = dist;
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(labStateDir()), 'lab.json'),
    );
    const look = () => this.look().catch((error: unknown) => log.error(messageOf(error)));
    this.#watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(look),
      watcher.onDidChange(look),
      watcher.onDidDelete(look),
    );
  }

  get state(): LabState {
    return this.#state;
  }

  get info(): LabInfo | undefined {
    return this.#info;
  }

  /** Whether this editor started it, so that it ends with the editor. */
  get own(): boolean {
    return this.#own !== undefined;
  }

  /** Finds a lab that somebody else started, and notices when it is gone. */
  async look(): Promise<void> {
    if (this.#state === 'starting' || this.#state === 'stopping' || this.#own !== undefined) return;
    const { labStatus } = await loadWork();
    const info = await labStatus(labStateDir());
    if (this.#own !== undefined || info?.startedAt === this.#info?.startedAt) return;
    this.#set(info === undefined ? 'stopped' : 'running', info);
  }

  /** Starts a lab, or takes the one that runs already. */
  async start(signal: AbortSignal): Promise<LabInfo> {
    const { labStatus, spawnLab } = await loadWork();
    const stateDir = labStateDir();
    const running = await labStatus(stateDir);
    if (running !== undefined) {
      this.#set('running', running);
      return running;
    }
    this.#set('starting', undefined);
    try {
      const lab = await spawnLab({
        stateDir,
        images: labImages(this.#dist),
        main: labMain(this.#dist),
        detached: false,
        signal,
      });
      this.#own = lab;
      this.#set('running', lab);
      this.#log.info(`The lab is ready after ${lab.readyIn} ms at ${lab.server}, kubeconfig ${lab.kubeconfig}`);
      lab.ended.then(
        () => this.#ended(lab),
        (error: unknown) => this.#log.error(messageOf(error)),
      );
      return lab;
    } catch (error) {
      this.#set('stopped', undefined);
      throw error;
    }
  }

  /** Ends the lab, whoever started it. False when there was none. */
  async stop(signal: AbortSignal): Promise<boolean> {
    const { stopLab } = await loadWork();
    const before = this.#state;
    this.#set('stopping', this.#info);
    try {
      const own = this.#own;
      this.#own = undefined;
      const stopped = own === undefined ? await stopLab(labStateDir(), signal) : await own.close().then(() => true);
      this.#set('stopped', undefined);
      return stopped;
    } catch (error) {
      this.#set(before, this.#info);
      throw error;
    }
  }

  /** The editor closes: a lab of its own goes with it. */
  async close(): Promise<void> {
    await this.#own?.close();
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#changed.dispose();
  }

  #ended(lab: LabProcess): void {
    if (this.#own !== lab) return;
    this.#own = undefined;
    this.#log.warn('The lab ended by itself.');
    this.#set('stopped', undefined);
  }

  #set(state: LabState, info: LabInfo | undefined): void {
    this.#state = state;
    this.#info = info;
    this.#changed.fire();
  }
}
