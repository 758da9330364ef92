import type { Store } from '../store/store.ts';
import type { Closable } from './controller.ts';

/** The API server's default for `--event-ttl`. */
const EVENT_TTL_MS = 3_600_000;
const SWEEP_MS = 60_000;
/** A pod in a crash loop for a day must not fill the memory: beyond this the oldest go early. */
const MOST_EVENTS = 2_000;

/** Forgets old events. */
export function runEventExpiry(store: Store): Closable {
  const timer = setInterval(() => sweep(store), SWEEP_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

function sweep(store: Store): void {
  const lastSeen = (event: { lastTimestamp?: string; metadata: { creationTimestamp: string } }) =>
    Date.parse(event.lastTimestamp ?? event.metadata.creationTimestamp);
  const newestFirst = [...store.list('events')].sort((a, b) => lastSeen(b) - lastSeen(a));
  for (const [index, event] of newestFirst.entries()) {
    if (index < MOST_EVENTS && lastSeen(event) > Date.now() - EVENT_TTL_MS) continue;
    store.remove('events', { namespace: event.metadata.namespace, name: event.metadata.name });
  }
}
