import type { ResourceName, Stored } from './resource-types.ts';
import { concerns, listBefore, type ObjectKey, type Store, type StoreEvent, type StoreView } from './store.ts';
import { Subscriptions } from './subscriptions.ts';

interface OnItsWay {
  readonly event: StoreEvent;
  /** By `performance.now()`. */
  readonly due: number;
}

/**
 * The store as its watchers know it: what they have heard of, and no more. They hear of a change at once, unless they
 * are made to lag; then reads are as late as the events, every event still comes, and in order.
 *
 * Clients' watches and the controllers of the data path are told of changes here, as a real API server tells them from
 * its watch cache. What writes reads the store itself, for one writes to what is, not to what was.
 */
export class WatchCache implements StoreView {
  readonly #store: Store;
  readonly #subscriptions = new Subscriptions();
  readonly #unwatch: () => void;
  #onTheirWay: OnItsWay[] = [];
  #revision: number;
  #lagMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #delivering = false;

  constructor(store: Store) {
    this.#store = store;
    this.#revision = store.revision;
    this.#unwatch = store.watch((event) => {
      this.#onTheirWay.push({ event, due: performance.now() + this.#lagMs });
      this.#deliver();
    });
  }

  get<R extends ResourceName>(resource: R, key: ObjectKey): Stored<R> | undefined {
    for (const { event } of this.#onTheirWay) {
      if (concerns(event, resource) && isAt(event.object, key)) return event.previous;
    }
    return this.#store.get(resource, key);
  }

  list<R extends ResourceName>(resource: R, namespace?: string): readonly Stored<R>[] {
    const now = this.#store.list(resource, namespace);
    if (this.#onTheirWay.length === 0) return now;
    const events = this.#onTheirWay.map(({ event }) => event);
    return listBefore(events, resource, now, namespace);
  }

  /** As `Store.watch`; `since` may be ahead of what has been told so far. @throws StoreError `expired` */
  watch(listener: (event: StoreEvent) => void, since: number = this.#revision): () => void {
    const told = this.#store.eventsAfter(since).filter(({ revision }) => revision <= this.#revision);
    return this.#subscriptions.add(listener, since, told);
  }

  /** From now on every change is told so many milliseconds late; 0 tells at once what is still on its way. */
  lag(milliseconds: number): void {
    this.#lagMs = milliseconds;
    const latest = performance.now() + milliseconds;
    this.#onTheirWay = this.#onTheirWay.map(({ event, due }) => ({ event, due: Math.min(due, latest) }));
    this.#deliver();
  }

  /** What is still on its way does not arrive. */
  close(): void {
    this.#unwatch();
    clearTimeout(this.#timer);
    this.#onTheirWay = [];
  }

  /** A listener that writes comes back here while another event is still going round: the outer call delivers both. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    clearTimeout(this.#timer);
    for (;;) {
      const next = this.#onTheirWay[0];
      if (next === undefined) break;
      const wait = next.due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#deliver(), wait);
        break;
      }
      this.#onTheirWay.shift();
      this.#revision = next.event.revision;
      this.#subscriptions.deliver(next.event);
    }
    this.#delivering = false;
  }
}

function isAt({ metadata }: Stored<ResourceName>, { namespace, name }: ObjectKey): boolean {
  return metadata.name === name && (metadata.namespace ?? '') === (namespace ?? '');
}
