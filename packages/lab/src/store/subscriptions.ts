import type { StoreEvent } from './store.ts';

interface Subscription {
  readonly listener: (event: StoreEvent) => void;
  /** Revision of the last event that the listener has heard. */
  heard: number;
}

/** Who hears of events. Every listener hears every event once and in order, whatever another listener does. */
export class Subscriptions {
  readonly #all = new Set<Subscription>();

  /** Hears first the `past` events, then those that are delivered, all after revision `since`. Returns the function that ends it. */
  add(listener: (event: StoreEvent) => void, since: number, past: readonly StoreEvent[]): () => void {
    const subscription: Subscription = { listener, heard: since };
    this.#all.add(subscription);
    for (const event of past) this.#hear(subscription, event);
    return () => this.#all.delete(subscription);
  }

  deliver(event: StoreEvent): void {
    for (const subscription of [...this.#all]) this.#hear(subscription, event);
  }

  #hear(subscription: Subscription, event: StoreEvent): void {
    if (subscription.heard >= event.revision || !this.#all.has(subscription)) return;
    subscription.heard = event.revision;
    try {
      subscription.listener(event);
    } catch (error) {
      // One listener's mistake is not the writer's, nor the other listeners': it surfaces as an uncaught exception.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
