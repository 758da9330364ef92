import type { ObjectKey } from '../store/store.ts';

/** As client-go's ItemExponentialFailureRateLimiter, with a lower ceiling: somebody is watching a lab. */
const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 10_000;

export interface WorkQueueOptions {
  /** Returns the milliseconds after which the key is due again, if it is. */
  readonly work: (key: ObjectKey) => number | undefined;
  /** Called for each failure; the key is retried with back-off in any case. */
  readonly onError: (key: ObjectKey, error: unknown) => void;
}

/** Keys to work on, each at most once at a time however often it was added: many changes make one look. */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #pending = new Map<string, ObjectKey>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #turn: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(key: ObjectKey): void {
    if (this.#closed) return;
    this.#pending.set(idOf(key), key);
    // A turn of the event loop, not a microtask: two controllers that answer each other must not starve the sockets.
    this.#turn ??= setImmediate(() => this.#drain());
  }

  close(): void {
    this.#closed = true;
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#pending.clear();
  }

  #drain(): void {
    this.#turn = undefined;
    const due = [...this.#pending];
    this.#pending.clear();
    for (const [id, key] of due) {
      if (!this.#closed) this.#work(id, key);
    }
  }

  #work(id: string, key: ObjectKey): void {
    try {
      const again = this.#options.work(key);
      this.#failures.delete(id);
      if (again !== undefined) this.#addAfter(id, key, again);
    } catch (error) {
      const failures = this.#failures.get(id) ?? 0;
      this.#failures.set(id, failures + 1);
      this.#addAfter(id, key, Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS));
      this.#options.onError(key, error);
    }
  }

  #addAfter(id: string, key: ObjectKey, milliseconds: number): void {
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.add(key);
    }, milliseconds);
    this.#timers.set(id, timer);
  }
}

function idOf(key: ObjectKey): string {
  return `${key.namespace ?? ''}/${key.name}`;
}
