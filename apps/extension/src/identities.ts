import type { AppView } from '@sticky/cluster';
import * as vscode from 'vscode';
import { isOpen, type OpenContext } from './contexts/context.ts';
import type { Contexts } from './contexts/contexts.ts';
import { messageOf } from './errors.ts';
import { loadWork } from './load-work.ts';
import type { Log } from './log.ts';
import { subjectKey } from './tree/model.ts';

/** Pod name by what the pod calls itself in its answers. */
export type PodNames = Readonly<Record<string, string>>;

interface Known {
  /** Which pods were asked. */
  readonly pods: string;
  readonly names: PodNames;
  /** What their names were read from, as a probe found it; undefined: what the probe takes by itself. */
  readonly by?: string | undefined;
}

/**
 * Who the pods say they are. Only the lab's are asked: a real cluster's pods cannot be reached from here, and nobody
 * asked Sticky to call them.
 */
export class Identities implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #known = new Map<string, Known>();
  readonly #abort = new AbortController();
  readonly #log: Log;

  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /** By `subjectKey` of the App. */
  get all(): ReadonlyMap<string, PodNames> {
    return new Map([...this.#known].map(([key, { names }]) => [key, names]));
  }

  of(context: string, app: string): PodNames {
    return this.#known.get(subjectKey({ context, app }))?.names ?? {};
  }

  /** Asks the pods that were not asked yet, and forgets the Apps that are gone. */
  follow(contexts: Contexts): void {
    const labs = contexts.all.filter(isOpen).filter(({ lab }) => lab);
    const apps = labs.flatMap((context) =>
      context.state.view.apps.map((app) => ({ app, key: subjectKey({ context: context.id, app: app.name }) })),
    );
    const keys = new Set(apps.map(({ key }) => key));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    for (const { app, key } of apps) {
      this.#ask(key, app).catch((error: unknown) => this.#log.debug(`${app.name}: ${messageOf(error)}`));
    }
  }

  /** Reads the names of a lab's pods where a probe has read them, so that both agree on who is who. */
  async learn(context: OpenContext, app: AppView, by: string | undefined): Promise<void> {
    const key = subjectKey({ context: context.id, app: app.name });
    const before = this.#known.get(key);
    if (!context.lab || before?.by === by) return;
    this.#known.set(key, { pods: '', names: before?.names ?? {}, by });
    await this.#ask(key, app);
  }

  dispose(): void {
    this.#abort.abort();
    this.#changed.dispose();
  }

  async #ask(key: string, app: AppView): Promise<void> {
    const ready = app.pods.filter((pod) => pod.ready);
    const pods = ready.map(({ uid }) => uid).join();
    const before = this.#known.get(key);
    if (before?.pods === pods) return;
    const by = before?.by;
    this.#known.set(key, { pods, names: before?.names ?? {}, by });
    if (ready.length === 0) return;
    const { podIdentities } = await loadWork();
    const names = await podIdentities(app, { identity: by, signal: this.#abort.signal });
    const now = this.#known.get(key);
    if (now?.pods !== pods || now.by !== by) return;
    this.#known.set(key, { pods, names, by });
    this.#changed.fire();
  }
}
