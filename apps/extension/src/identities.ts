import type { AppView } from '@sticky/cluster';
import * as vscode from 'vscode';
import { isOpen } from './contexts/context.ts';
import type { Contexts } from './contexts/contexts.ts';
import { messageOf } from './errors.ts';
import { loadWork } from './load-work.ts';
import type { Log } from './log.ts';
import { subjectKey } from './tree/model.ts';

/** Pod name by what the pod calls itself in its answers. */
export type PodNames = Readonly<Record<string, string>>;

/**
 * Who the pods say they are. Only the lab's are asked: a real cluster's pods cannot be reached from here, and nobody
 * asked Sticky to call them.
 */
export class Identities implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #known = new Map<string, { readonly pods: string; readonly names: PodNames }>();
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

  dispose(): void {
    this.#abort.abort();
    this.#changed.dispose();
  }

  async #ask(key: string, app: AppView): Promise<void> {
    const ready = app.pods.filter((pod) => pod.ready);
    const pods = ready.map(({ uid }) => uid).join();
    const before = this.#known.get(key);
    if (before?.pods === pods) return;
    this.#known.set(key, { pods, names: before?.names ?? {} });
    if (ready.length === 0) return;
    const { podIdentities } = await loadWork();
    const names = await podIdentities(app, { signal: this.#abort.signal });
    if (this.#known.get(key)?.pods !== pods) return;
    this.#known.set(key, { pods, names });
    this.#changed.fire();
  }
}
