import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Draft, ResourceName, Stored } from './resource-types.ts';
import { Subscriptions } from './subscriptions.ts';

/** Where an object is: cluster-scoped objects have no namespace. */
export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface StoreEvent<R extends ResourceName = ResourceName> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: R;
  /** The object after the event; for DELETED, as it was last, with the deletion's own resourceVersion. */
  readonly object: Stored<R>;
  /** The object before the event, so that a watch with a selector can tell when an object enters or leaves it. */
  readonly previous?: Stored<R>;
  readonly revision: number;
}

export type StoreErrorCode = 'already-exists' | 'not-found' | 'conflict' | 'expired';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface StoreOptions {
  /** How many past events are kept for watches and lists that start in the past, as etcd's compaction leaves them. */
  readonly keptEvents?: number;
}

/** What reads objects and hears of their changes needs: the store itself, or the store as its watchers know it. */
export type StoreView = Pick<Store, 'get' | 'list' | 'watch'>;

/** Kinds whose strategy counts `metadata.generation` in Kubernetes 1.35, and those of CRDs, which all do. */
const COUNTS_GENERATION: ReadonlySet<ResourceName> = new Set([
  'pods',
  'deployments',
  'replicasets',
  'endpointslices',
  'ingresses',
  'ingressclasses',
  'gatewayclasses',
  'gateways',
  'httproutes',
  'referencegrants',
]);

/**
 * Versioned objects in memory. One revision counter over all resources, as in etcd; a write that changes nothing makes
 * no revision and no event, as in the API server. Synchronous: a controller that reads and then writes in one turn of
 * the event loop sees no other writer. Every listener hears every event once and in order, also when a listener writes.
 */
export class Store {
  readonly #objects = new Map<ResourceName, Map<string, Stored<ResourceName>>>();
  readonly #subscriptions = new Subscriptions();
  readonly #keptEvents: number;
  readonly #pending: StoreEvent[] = [];
  #events: StoreEvent[] = [];
  /** Revision up to which past states can no longer be told. */
  #compacted = 1;
  #revision = 1;
  #delivering = false;

  constructor(options: StoreOptions = {}) {
    this.#keptEvents = options.keptEvents ?? 5_000;
  }

  get revision(): number {
    return this.#revision;
  }

  get<R extends ResourceName>(resource: R, key: ObjectKey): Stored<R> | undefined {
    return this.#table(resource).get(path(key));
  }

  /** All objects of a resource, or those of one namespace, ordered by namespace and name. */
  list<R extends ResourceName>(resource: R, namespace?: string): readonly Stored<R>[] {
    return ordered(this.#table(resource).values(), namespace);
  }

  /**
   * The list as it was at a revision: pages of one list stay consistent while objects come and go.
   *
   * @throws StoreError `expired` when that past is no longer kept
   */
  listAt<R extends ResourceName>(resource: R, revision: number, namespace?: string): readonly Stored<R>[] {
    return listBefore(this.eventsAfter(revision), resource, this.#table(resource).values(), namespace);
  }

  /** @throws StoreError `already-exists` */
  create<R extends ResourceName>(resource: R, draft: Draft<R>): Stored<R> {
    const key = path(draft.metadata);
    if (this.#table(resource).has(key)) {
      throw new StoreError('already-exists', `${resource} "${draft.metadata.name}" already exists`);
    }
    const object = this.#stamp<R>(draft, {
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      ...(COUNTS_GENERATION.has(resource) ? { generation: 1 } : {}),
    });
    this.#table(resource).set(key, object);
    this.#emit({ type: 'ADDED', resource, object, revision: this.#revision });
    return object;
  }

  /**
   * Replaces an object. A `metadata.resourceVersion` in the draft must be the stored one; without it the write wins.
   * `metadata.generation` rises when `spec` changes.
   *
   * @throws StoreError `not-found`, `conflict`
   */
  update<R extends ResourceName>(resource: R, draft: Draft<R>): Stored<R> {
    const key = path(draft.metadata);
    const previous = this.#table(resource).get(key);
    if (previous === undefined) throw new StoreError('not-found', `${resource} "${draft.metadata.name}" not found`);
    const wanted = draft.metadata.resourceVersion;
    if (wanted !== undefined && wanted !== previous.metadata.resourceVersion) {
      throw new StoreError(
        'conflict',
        `Operation cannot be fulfilled on ${resource} "${draft.metadata.name}": the object has been modified; ` +
          'please apply your changes to the latest version and try again',
      );
    }
    const { uid, creationTimestamp, resourceVersion, generation } = previous.metadata;
    const kept = { uid, creationTimestamp, ...(generation === undefined ? {} : { generation }) };
    const same = { ...draft, metadata: { ...draft.metadata, ...kept, resourceVersion } };
    if (isDeepStrictEqual(onTheWire(same), previous)) return previous;
    const specChanged = !isDeepStrictEqual(onTheWire(specOf(draft)), specOf(previous));
    const object = this.#stamp<R>(draft, {
      ...kept,
      ...(generation !== undefined && specChanged ? { generation: generation + 1 } : {}),
    });
    this.#table(resource).set(key, object);
    this.#emit({ type: 'MODIFIED', resource, object, previous, revision: this.#revision });
    return object;
  }

  /**
   * Takes an object out at once: finalizers and grace periods are the caller's to honour.
   *
   * @throws StoreError `not-found`
   */
  remove<R extends ResourceName>(resource: R, key: ObjectKey): Stored<R> {
    const previous = this.#table(resource).get(path(key));
    if (previous === undefined) throw new StoreError('not-found', `${resource} "${key.name}" not found`);
    this.#table(resource).delete(path(key));
    const object = this.#stamp<R>(previous, {});
    this.#emit({ type: 'DELETED', resource, object, previous, revision: this.#revision });
    return object;
  }

  /**
   * Hears every event after `since` (default: from now on), first the kept ones, then each as it happens, in order.
   * Returns the function that ends it.
   *
   * @throws StoreError `expired` when events after `since` are no longer kept, or `since` is no revision of this store
   */
  watch(listener: (event: StoreEvent) => void, since: number = this.#revision): () => void {
    return this.#subscriptions.add(listener, since, this.eventsAfter(since));
  }

  /** The kept events after a revision, in order. @throws StoreError `expired` as `watch` does */
  eventsAfter(revision: number): readonly StoreEvent[] {
    if (revision < this.#compacted || revision > this.#revision) {
      throw new StoreError('expired', `too old resource version: ${revision} (${this.#compacted})`);
    }
    return this.#events.filter((event) => event.revision > revision);
  }

  #table<R extends ResourceName>(resource: R): Map<string, Stored<R>> {
    let table = this.#objects.get(resource);
    if (table === undefined) {
      table = new Map();
      this.#objects.set(resource, table);
    }
    // The map's key names the resource, so its values are of that resource's type.
    return table as unknown as Map<string, Stored<R>>;
  }

  #stamp<R extends ResourceName>(draft: Draft<R> | Stored<R>, metadata: object): Stored<R> {
    this.#revision += 1;
    const object = onTheWire(draft) as Draft<R>;
    Object.assign(object.metadata, metadata, { resourceVersion: String(this.#revision) });
    return freeze(object) as Stored<R>;
  }

  #emit<R extends ResourceName>(event: StoreEvent<R>): void {
    this.#events.push(event as unknown as StoreEvent);
    this.#pending.push(event as unknown as StoreEvent);
    // Trimmed in batches: to move the whole array on every write would cost more than the write.
    if (this.#events.length >= this.#keptEvents * 2) {
      this.#events = this.#events.slice(-this.#keptEvents);
      this.#compacted = (this.#events[0]?.revision ?? this.#revision + 1) - 1;
    }
    this.#deliver();
  }

  /** A listener that writes comes back here while its own event is still going round: the outer call delivers both. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let event = this.#pending.shift(); event !== undefined; event = this.#pending.shift()) {
        this.#subscriptions.deliver(event);
      }
    } finally {
      this.#delivering = false;
    }
  }
}

/** A list of now as it was before the last `events`, which are in order. */
export function listBefore<R extends ResourceName>(
  events: readonly StoreEvent[],
  resource: R,
  now: Iterable<Stored<R>>,
  namespace: string | undefined,
): readonly Stored<R>[] {
  const table = new Map([...now].map((object) => [path(object.metadata), object]));
  for (const event of events.toReversed()) {
    if (!concerns(event, resource)) continue;
    const key = path(event.object.metadata);
    if (event.previous === undefined) table.delete(key);
    else table.set(key, event.previous);
  }
  return ordered(table.values(), namespace);
}

function ordered<R extends ResourceName>(objects: Iterable<Stored<R>>, namespace: string | undefined): Stored<R>[] {
  const all = [...objects];
  const selected = namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  return selected.sort((a, b) => compare(path(a.metadata), path(b.metadata)));
}

/** Whether an event is of that resource. */
export function concerns<R extends ResourceName>(event: StoreEvent, resource: R): event is StoreEvent & StoreEvent<R> {
  return event.resource === resource;
}

function path(key: ObjectKey): string {
  return `${key.namespace ?? ''}/${key.name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function specOf(object: object): unknown {
  return 'spec' in object ? object.spec : undefined;
}

/** A copy as it would be on the wire: a key that is undefined is a key that is not there. */
function onTheWire(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
