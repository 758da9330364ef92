import { LAB_NODE } from '../node.ts';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import { now, nowMicro } from '../timestamp.ts';

export type EventType = 'Normal' | 'Warning';

/** What `kubectl describe` and `kubectl get events` show: events of one source, the same one counted, not repeated. */
export class EventRecorder {
  readonly #store: Store;
  readonly #component: string;
  readonly #names = new Map<string, string>();

  constructor(store: Store, component: string) {
    this.#store = store;
    this.#component = component;
  }

  record(object: Stored<ResourceName>, type: EventType, reason: string, message: string): void {
    // Events about cluster-scoped objects live in "default", as in client-go's recorder.
    const namespace = object.metadata.namespace ?? 'default';
    const same = [object.metadata.uid, type, reason, message].join('\n');
    const name = this.#names.get(same);
    const earlier = name === undefined ? undefined : this.#store.get('events', { namespace, name });
    if (earlier !== undefined) {
      this.#store.update('events', { ...earlier, count: (earlier.count ?? 1) + 1, lastTimestamp: now() });
      return;
    }
    const fresh = this.#freshName(namespace, object.metadata.name);
    this.#names.set(same, fresh);
    this.#store.create('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: fresh, namespace },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name: object.metadata.name,
        ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
        uid: object.metadata.uid,
        resourceVersion: object.metadata.resourceVersion,
      },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: now(),
      lastTimestamp: now(),
      eventTime: nowMicro(),
      source: { component: this.#component },
      reportingComponent: this.#component,
      reportingInstance: '',
      action: reason,
    });
    if (this.#names.size > REMEMBERED) this.#forgetOldest();
  }

  /** What a warning told of is over: it stays as it happened, and warns no longer. */
  becomesNormal(object: Stored<ResourceName>, reason: string, message: string): void {
    const same = [object.metadata.uid, 'Warning', reason, message].join('\n');
    const name = this.#names.get(same);
    if (name === undefined) return;
    this.#names.delete(same);
    const event = this.#store.get('events', { namespace: object.metadata.namespace ?? 'default', name });
    if (event !== undefined) this.#store.update('events', { ...event, type: 'Normal' });
  }

  /** For what concerns no object of a user: it stands at the node, where an operator would look. */
  recordOnNode(type: EventType, reason: string, message: string): void {
    const node = this.#store.get('nodes', { name: LAB_NODE });
    if (node !== undefined) this.record(node, type, reason, message);
  }

  /**
   * The object's name and the nanoseconds of the time in hexadecimal, as client-go's recorder makes it up: lists are in the
   * order of names, so what happened within one second is shown in its order.
   */
  #freshName(namespace: string, object: string): string {
    for (let microseconds = Math.floor((performance.timeOrigin + performance.now()) * 1000); ; microseconds += 1) {
      const name = `${object}.${(BigInt(microseconds) * 1000n).toString(16)}`;
      if (this.#store.get('events', { namespace, name }) === undefined) return name;
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#names.keys();
    if (oldest !== undefined) this.#names.delete(oldest);
  }
}

/** How many events a recorder can still count up; older ones start anew at 1. */
const REMEMBERED = 2_000;
