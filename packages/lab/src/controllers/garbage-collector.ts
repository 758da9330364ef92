import type { OwnerReference } from 'kubernetes-types/meta/v1.js';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store } from '../store/store.ts';
import { type Closable, watchTriggers } from './controller.ts';
import { deleteObject, FOREGROUND } from './delete-object.ts';
import type { EventRecorder } from './event-recorder.ts';
import { WorkQueue } from './work-queue.ts';

const ORPHAN = 'orphan';

/** The kinds that own others in the lab, and those that can be owned. */
const OWNED = [
  'pods',
  'replicasets',
  'deployments',
  'endpointslices',
  'services',
  'ingresses',
  'secrets',
  'serviceaccounts',
] as const;

/**
 * Deletes objects whose owners are gone, and carries out the deletion finalizers `foregroundDeletion` (dependents first)
 * and `orphan` (dependents stay). https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
export function runGarbageCollector(store: Store, recorder: EventRecorder): Closable {
  const queue = new WorkQueue({
    work: () => {
      collect(store);
      return undefined;
    },
    onError: (_key, error) => recorder.recordOnNode('Warning', 'GarbageCollectionError', String(error)),
  });
  const everything: ObjectKey = { name: 'everything' };
  const concerned = (object: Stored<ResourceName>, previous: Stored<ResourceName> | undefined) =>
    object.metadata.ownerReferences !== undefined || object.metadata.finalizers !== undefined || previous !== undefined
      ? [everything]
      : [];
  const triggers = Object.fromEntries(OWNED.map((resource) => [resource, concerned]));
  const unwatch = watchTriggers(store, triggers, (key) => queue.add(key));
  return {
    close() {
      unwatch();
      queue.close();
    },
  };
}

function collect(store: Store): void {
  const owners = new Map<string, Stored<ResourceName>>();
  for (const resource of OWNED) for (const object of store.list(resource)) owners.set(object.metadata.uid, object);
  for (const resource of OWNED) {
    for (const object of store.list(resource)) {
      const references = object.metadata.ownerReferences ?? [];
      const goesFirst = (reference: OwnerReference) => isDeletedForeground(owners.get(reference.uid));
      if (
        references.length > 0 &&
        references.every((reference) => !owners.has(reference.uid) || goesFirst(reference))
      ) {
        deleteObject(store, resource, object, { foreground: references.some(goesFirst) });
      }
    }
  }
  for (const resource of OWNED) for (const object of store.list(resource)) finalize(store, resource, object);
}

function isDeletedForeground(owner: Stored<ResourceName> | undefined): boolean {
  return owner?.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(FOREGROUND) === true;
}

function finalize<R extends ResourceName>(store: Store, resource: R, object: Stored<R>): void {
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined) return;
  if (finalizers.includes(ORPHAN)) {
    for (const kind of OWNED) disown(store, kind, object.metadata.uid);
    removeFinalizer(store, resource, object, ORPHAN);
  } else if (finalizers.includes(FOREGROUND) && !hasBlockingDependents(store, object.metadata.uid)) {
    removeFinalizer(store, resource, object, FOREGROUND);
  }
}

function hasBlockingDependents(store: Store, uid: string): boolean {
  return OWNED.some((resource) =>
    store
      .list(resource)
      .some((object) => object.metadata.ownerReferences?.some((o) => o.uid === uid && o.blockOwnerDeletion === true)),
  );
}

function disown<R extends ResourceName>(store: Store, resource: R, owner: string): void {
  for (const object of store.list(resource)) {
    const references = object.metadata.ownerReferences;
    if (references?.some(({ uid }) => uid === owner) !== true) continue;
    const metadata = { ...object.metadata, ownerReferences: references.filter(({ uid }) => uid !== owner) };
    store.update(resource, { ...object, metadata });
  }
}

/** An object that waits for its deletion goes with its last finalizer. */
function removeFinalizer<R extends ResourceName>(
  store: Store,
  resource: R,
  object: Stored<R>,
  finalizer: string,
): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  if (finalizers.length === 0) {
    store.remove(resource, keyIn(object));
    return;
  }
  store.update(resource, { ...object, metadata: { ...object.metadata, finalizers } });
}

function keyIn(object: Stored<ResourceName>): ObjectKey {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}
