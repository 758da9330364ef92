import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store, StoreView } from '../store/store.ts';
import type { EventRecorder } from './event-recorder.ts';
import { WorkQueue } from './work-queue.ts';

/** Which objects to look at again when an object of a resource came, changed or went. */
export type Triggers = {
  readonly [R in ResourceName]?: (object: Stored<R>, previous: Stored<R> | undefined) => readonly ObjectKey[];
};

export interface ControllerOptions<R extends ResourceName> {
  readonly store: Store;
  readonly recorder: EventRecorder;
  /** The resource whose keys are reconciled. */
  readonly resource: R;
  readonly triggers: Triggers;
  /**
   * Brings what is towards what is wanted. Level-triggered: it looks at the store, not at what happened, so it may be
   * called at any time. Returns the milliseconds after which to look again without an event.
   */
  readonly reconcile: (key: ObjectKey) => number | undefined;
}

export interface Closable {
  close(): void;
}

/** Runs `reconcile` for every object that is there and then for every one that its triggers name, until closed. */
export function runController<R extends ResourceName>(options: ControllerOptions<R>): Closable {
  const { store, recorder, resource, triggers, reconcile } = options;
  const queue = new WorkQueue({
    work: reconcile,
    onError: (key, error) => {
      const object = store.get(resource, key);
      if (object !== undefined) recorder.record(object, 'Warning', 'ReconcileError', String(error));
    },
  });
  const unwatch = watchTriggers(store, triggers, (key) => queue.add(key));
  return {
    close() {
      unwatch();
      queue.close();
    },
  };
}

/** Calls `add` for what the triggers name, first for all that is there. Returns the function that ends it. */
export function watchTriggers(store: StoreView, triggers: Triggers, add: (key: ObjectKey) => void): () => void {
  const resources = Object.keys(triggers) as ResourceName[];
  const keysOf = (resource: ResourceName, object: Stored<ResourceName>, previous?: Stored<ResourceName>) => {
    // The resource's name tells the object's type, which the compiler cannot follow through a union.
    const trigger = triggers[resource] as
      | ((object: Stored<ResourceName>, previous?: Stored<ResourceName>) => readonly ObjectKey[])
      | undefined;
    return trigger?.(object, previous) ?? [];
  };
  for (const resource of resources) {
    for (const object of store.list(resource)) for (const key of keysOf(resource, object)) add(key);
  }
  return store.watch((event) => {
    for (const key of keysOf(event.resource, event.object, event.previous)) add(key);
  });
}

/** The trigger of a controller's own resource. */
export function itself(object: Stored<ResourceName>): readonly ObjectKey[] {
  return [keyOf(object)];
}

export function keyOf(object: Stored<ResourceName>): ObjectKey {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}
