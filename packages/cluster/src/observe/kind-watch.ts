import type { Api } from '../api/api.ts';
import type { Observed, ObservedKind } from '../api/objects.ts';
import { ClusterError } from '../errors.ts';
import { isAbsent } from '../view/snapshot.ts';
import { BackOff } from './back-off.ts';

/** More of them are not worth their memory: of events, say, the newest count. */
const MOST_EVENTS = 500;
/** Milliseconds. A server that ends every watch at once is asked again no faster than this. */
const SHORTEST_WATCH = 1_000;

/**
 * The objects of one kind, kept up to date: a list, then a watch from its revision, for ever. Every end of the watch is
 * followed by the next one, every failure by a new list, with growing pauses (client-go's reflector; the informer of
 * client-node stops after a reset).
 */
export class KindWatch<K extends ObservedKind> {
  readonly kind: K;
  /** Settles with the first list, or with the failure in its place. */
  readonly synced: Promise<void>;
  #failure: ClusterError | undefined;
  #staleSince: string | undefined;
  #listed = false;
  readonly #lists = new BackOff();
  readonly #watches = new BackOff();
  readonly #objects = new Map<string, Observed<K>>();
  readonly #api: Api;
  readonly #seconds: number;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #ended: Promise<void>;

  constructor(api: Api, kind: K, seconds: number, signal: AbortSignal, onChange: () => void) {
    this.kind = kind;
    this.#api = api;
    this.#seconds = seconds;
    this.#signal = signal;
    this.#onChange = onChange;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.synced = promise;
    this.#ended = this.#run(resolve);
  }

  get objects(): readonly Observed<K>[] {
    return [...this.#objects.values()];
  }

  /** There was a list at least once. */
  get listed(): boolean {
    return this.#listed;
  }

  /** What went wrong, while it does. */
  get failure(): ClusterError | undefined {
    return this.#failure;
  }

  /** ISO 8601; since when the objects may be out of date. */
  get staleSince(): string | undefined {
    return this.#staleSince;
  }

  /** Resolves when all has ended, once the signal has aborted. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  async #run(onSynced: () => void): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        await this.#follow(await this.#list(), onSynced);
      } catch (error) {
        if (this.#signal.aborted) break;
        this.#fail(error);
        onSynced();
        await this.#lists.pause(this.#signal);
      }
    }
    onSynced();
  }

  async #list(): Promise<string> {
    const { items, revision } = await this.#api.list(this.kind, this.#signal);
    this.#lists.reset();
    this.#objects.clear();
    for (const item of items) this.#keep(item);
    this.#listed = true;
    this.#staleSince = undefined;
    // While the watches keep failing, the lists are all there is: that stays a problem, though nothing is stale.
    if (this.#watches.tries < 2) this.#failure = undefined;
    this.#onChange();
    return revision;
  }

  /** Watch after watch, until one fails: a cut connection or a revision that is gone is nothing that a new list does not heal. */
  async #follow(from: string, onSynced: () => void): Promise<void> {
    onSynced();
    let revision = from;
    try {
      for (;;) revision = await this.#watch(revision);
    } catch (error) {
      if (this.#signal.aborted) return;
      if (this.#watches.tries > 0) {
        this.#failure = asClusterError(error);
        this.#onChange();
      }
      await this.#watches.pause(this.#signal);
    }
  }

  /** Returns where the next watch goes on. */
  async #watch(from: string): Promise<string> {
    const started = performance.now();
    let revision = from;
    for await (const event of this.#api.watch(this.kind, from, this.#seconds, this.#signal)) {
      this.#watches.reset();
      if (event.type === 'BOOKMARK') {
        revision = event.revision;
        continue;
      }
      revision = event.object.metadata.resourceVersion;
      if (event.type === 'DELETED') this.#objects.delete(event.object.metadata.uid);
      else this.#keep(event.object);
      this.#onChange();
    }
    if (performance.now() - started < SHORTEST_WATCH) await this.#watches.pause(this.#signal);
    else this.#watches.reset();
    return revision;
  }

  #keep(object: Observed<K>): void {
    const { uid } = object.metadata;
    this.#objects.delete(uid);
    this.#objects.set(uid, object);
    const oldest = this.#objects.keys().next().value;
    if (this.kind === 'Event' && this.#objects.size > MOST_EVENTS && oldest !== undefined) this.#objects.delete(oldest);
  }

  /** The cluster does not have the kind, or not any more: there is nothing of it, which is no failure. */
  #forget(): void {
    const isChange = this.#objects.size > 0 || this.#failure !== undefined;
    this.#objects.clear();
    this.#listed = true;
    this.#failure = undefined;
    this.#staleSince = undefined;
    if (isChange) this.#onChange();
  }

  #fail(error: unknown): void {
    const failure = asClusterError(error);
    if (isAbsent(this.kind, failure)) {
      this.#forget();
      return;
    }
    const known = this.#failure?.message === failure.message;
    this.#failure = failure;
    // What may not be seen is not stale: nothing is shown of it.
    if (failure.code === 'forbidden') this.#objects.clear();
    else this.#staleSince ??= new Date().toISOString();
    // Each try fails alike: that is no change.
    if (!known) this.#onChange();
  }
}

function asClusterError(error: unknown): ClusterError {
  return error instanceof ClusterError ? error : new ClusterError('unreachable', 'The watch failed.', { cause: error });
}
