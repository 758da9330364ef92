import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Draft, ResourceName, Stored } from './resource-types.ts';

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

/** How many events are kept for watches that start in the past, as etcd's compaction leaves them. */
const KEPT_EVENTS = 5_000;

/**
 * Versioned objects in memory. One revision counter over all resources, as in etcd; a write that changes nothing makes
 * no revision and no event, as in the API server. Synchronous: a controller that reads and then writes in one turn of
 * the event loop sees no other writer.
 */
export class Store {
  readonly #objects = new Map<ResourceName, Map<string, Stored<ResourceName>>>();
  readonly #events: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  #revision = 1;

  get revision(): number {
    return this.#revision;
  }

  get<R extends ResourceName>(resource: R, key: ObjectKey): Stored<R> | undefined {
    return this.#table(resource).get(path(key));
  }

  /** All objects of a resource, or those of one namespace, ordered by namespace and name. */
  list<R extends ResourceName>(resource: R, namespace?: string): readonly Stored<R>[] {
    const all = [...this.#table(resource).values()];
    const selected = namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
    return selected.sort((a, b) => compare(path(a.metadata), path(b.metadata)));
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
      ...('spec' in draft ? { generation: 1 } : {}),
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
    if (isDeepStrictEqual(plain(same), plain(previous))) return previous;
    const specChanged = !isDeepStrictEqual(plain(specOf(draft)), plain(specOf(previous)));
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
   * @throws StoreError `expired` when events after `since` are no longer kept
   */
  watch(listener: (event: StoreEvent) => void, since: number = this.#revision): () => void {
    const oldest = this.#events[0]?.revision ?? this.#revision + 1;
    if (since < oldest - 1 && this.#events.length === KEPT_EVENTS) {
      throw new StoreError('expired', `too old resource version: ${since} (${oldest})`);
    }
    for (const event of this.#events) if (event.revision > since) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    const object = structuredClone(draft) as Draft<R>;
    Object.assign(object.metadata, metadata, { resourceVersion: String(this.#revision) });
    return freeze(object) as Stored<R>;
  }

  #emit<R extends ResourceName>(event: StoreEvent<R>): void {
    this.#events.push(event as unknown as StoreEvent);
    if (this.#events.length > KEPT_EVENTS) this.#events.shift();
    for (const listener of [...this.#listeners]) listener(event as unknown as StoreEvent);
  }
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

/** As it would be on the wire: a key that is undefined is a key that is not there. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
