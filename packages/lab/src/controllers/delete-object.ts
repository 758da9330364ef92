import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import { isFinished } from './pod-state.ts';

/** Holds an owner until its dependents are gone. */
export const FOREGROUND = 'foregroundDeletion';

const DEFAULT_GRACE_SECONDS = 30;

export interface DeletionOptions {
  /** The object's own dependents go before it. */
  readonly foreground?: boolean;
}

/**
 * Asks for an object's end as the API server does: at once, unless it is a pod that runs on a node or a finalizer holds
 * it. Nothing happens to an object whose end was asked for before.
 */
export function deleteObject<R extends ResourceName>(
  store: Store,
  resource: R,
  object: Stored<R>,
  { foreground = false }: DeletionOptions = {},
): void {
  if (object.metadata.deletionTimestamp !== undefined) return;
  const key = { namespace: object.metadata.namespace, name: object.metadata.name };
  const grace = resource === 'pods' ? graceSeconds(store.get('pods', key)) : 0;
  const finalizers = [
    ...(object.metadata.finalizers ?? []),
    ...(foreground && resource !== 'pods' ? [FOREGROUND] : []),
  ];
  if (grace === 0 && finalizers.length === 0) {
    store.remove(resource, key);
    return;
  }
  const metadata = {
    ...object.metadata,
    deletionTimestamp: new Date(Date.now() + grace * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    deletionGracePeriodSeconds: grace,
    ...(finalizers.length > 0 ? { finalizers } : {}),
  };
  store.update(resource, { ...object, metadata });
}

/** Only a pod that may have a process has something to be graceful about. */
function graceSeconds(pod: Stored<'pods'> | undefined): number {
  if (pod?.spec?.nodeName === undefined || isFinished(pod)) return 0;
  return pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
}
