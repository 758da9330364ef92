import type { AppView, Cluster, ContextSummary, Observation } from '@sticky/cluster';
import type { LabInfo } from '@sticky/lab';
import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import type { Log } from '../log.ts';
import { readSettings } from '../settings.ts';
import { type Context, type ContextState, contextTitle } from './context.ts';

interface Connection {
  readonly abort: AbortController;
  readonly state: ContextState;
  readonly cluster?: Cluster;
  readonly observation?: Observation;
}

/**
 * The contexts that Sticky knows: the running lab's and those of the kubeconfig. Reads files only, until somebody opens
 * one: then it is connected to and watched, until it is closed.
 */
export class Contexts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #connections = new Map<string, Connection>();
  readonly #opening = new Map<string, Promise<void>>();
  readonly #log: Log;
  #listed: readonly Omit<Context, 'state'>[] = [];
  #lab: LabInfo | undefined;
  #problem: string | undefined;
  #selected: string | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The lab's first, then the kubeconfig's in its own order. */
  get all(): readonly Context[] {
    const lab: readonly Omit<Context, 'state'>[] = this.#lab === undefined ? [] : [labContext(this.#lab)];
    return [...lab, ...this.#listed].map((context) => ({
      ...context,
      state: this.#connections.get(context.id)?.state ?? { kind: 'closed' },
    }));
  }

  /** Why the kubeconfig's contexts are not shown, when they are not. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The context that the palette's commands mean: the one selected, else the lab, else nothing. */
  get selected(): Context | undefined {
    return this.all.find((context) => context.id === this.#selected) ?? this.all.find((context) => context.lab);
  }

  get(id: string): Context | undefined {
    return this.all.find((context) => context.id === id);
  }

  /** The connection of an open context. */
  cluster(id: string): Cluster | undefined {
    return this.#connections.get(id)?.cluster;
  }

  app(id: string, name: string): AppView | undefined {
    const state = this.get(id)?.state;
    return state?.kind === 'open' ? state.view.apps.find((app) => app.name === name) : undefined;
  }

  select(id: string): void {
    this.#selected = id;
    this.#changed.fire();
  }

  /** Reads the kubeconfig again. Opens nothing; a context that is gone from it is closed. */
  async list(): Promise<void> {
    const { kubeconfig, namespace } = readSettings();
    try {
      const { listContexts } = await loadWork();
      this.#listed = listContexts({ kubeconfig }).map((summary) => fromKubeconfig(summary, kubeconfig, namespace));
      this.#problem = undefined;
    } catch (error) {
      this.#listed = [];
      // Most people who start with the lab have no kubeconfig at all: that is no problem unless they named one.
      const missing = error instanceof Error && 'code' in error && error.code === 'kubeconfig-missing';
      this.#problem = missing && kubeconfig === undefined ? undefined : messageOf(error);
      if (this.#problem !== undefined) this.#log.warn(this.#problem);
    }
    const known = new Set(this.all.map((context) => context.id));
    for (const id of [...this.#connections.keys()]) if (!known.has(id)) await this.close(id);
    this.#changed.fire();
  }

  /** The lab came up, went, or was found. */
  async setLab(lab: LabInfo | undefined): Promise<void> {
    const before = this.#lab;
    if (before !== undefined && (lab === undefined || labContext(lab).id !== labContext(before).id)) {
      await this.close(labContext(before).id);
    }
    this.#lab = lab;
    this.#changed.fire();
    if (lab !== undefined) await this.open(labContext(lab).id);
  }

  /**
   * Connects and watches. What goes wrong becomes the context's state: one dead cluster is one node's error. Undefined
   * when the context is gone or opening it was cancelled.
   */
  async open(id: string, signal?: AbortSignal): Promise<Context | undefined> {
    const context = this.get(id);
    if (context === undefined || context.state.kind === 'open') return context;
    const opening = this.#opening.get(id) ?? this.#connect(context, signal).finally(() => this.#opening.delete(id));
    this.#opening.set(id, opening);
    await opening;
    const { kind } = this.get(id)?.state ?? { kind: 'closed' };
    return kind === 'closed' ? undefined : this.get(id);
  }

  async #connect(context: Context, cancel: AbortSignal | undefined): Promise<void> {
    const { id } = context;
    const abort = new AbortController();
    const signal = AbortSignal.any(cancel === undefined ? [abort.signal] : [abort.signal, cancel]);
    const current = () => this.#connections.get(id)?.abort === abort;
    let cluster: Cluster | undefined;
    this.#set(id, { abort, state: { kind: 'opening' } });
    try {
      const { connect, observe } = await loadWork();
      const { name, namespace, kubeconfig } = context;
      const connected = await connect({ kubeconfig, context: name, namespace, signal });
      cluster = connected;
      this.#log.info(`${contextTitle(context)}: connected to ${connected.server}, ${connected.version}`);
      const observation = await observe(connected, {
        signal: abort.signal,
        onChange: (view) => {
          const connection = this.#connections.get(id);
          if (current() && connection?.cluster !== undefined)
            this.#set(id, { ...connection, state: { kind: 'open', view } });
        },
      });
      if (signal.aborted) await observation.close();
      signal.throwIfAborted();
      this.#set(id, { abort, cluster: connected, observation, state: { kind: 'open', view: observation.view } });
    } catch (error) {
      await cluster?.close();
      if (!current()) return;
      if (signal.aborted) {
        this.#connections.delete(id);
        this.#changed.fire();
        return;
      }
      this.#log.warn(`${contextTitle(context)}: ${messageOf(error)}`);
      this.#set(id, { abort, state: { kind: 'failed', message: messageOf(error) } });
    }
  }

  async close(id: string): Promise<void> {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    this.#connections.delete(id);
    connection.abort.abort();
    this.#changed.fire();
    await connection.observation?.close();
    await connection.cluster?.close();
  }

  dispose(): void {
    for (const id of [...this.#connections.keys()]) {
      this.close(id).catch((error: unknown) => this.#log.error(messageOf(error)));
    }
    this.#changed.dispose();
  }

  #set(id: string, connection: Connection): void {
    this.#connections.set(id, connection);
    this.#changed.fire();
  }
}

const labContext = (lab: LabInfo): Omit<Context, 'state'> => ({
  // A new lab at the same place is a new context: what was watched before is gone.
  id: `lab:${lab.startedAt}`,
  name: lab.context,
  namespace: 'default',
  kubeconfig: lab.kubeconfig,
  lab: true,
});

function fromKubeconfig(
  summary: ContextSummary,
  kubeconfig: string | undefined,
  namespaceSetting: string | undefined,
): Omit<Context, 'state'> {
  const namespace = namespaceSetting ?? summary.namespace;
  return {
    id: `kubeconfig:${JSON.stringify([kubeconfig ?? '', summary.name, namespace])}`,
    name: summary.name,
    namespace,
    ...(kubeconfig !== undefined && { kubeconfig }),
    lab: false,
  };
}
