import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import { keyOf } from './controller.ts';
import { isFinished } from './pod-state.ts';

const DEFAULT_GRACE_SECONDS = 30;

/** Asks for a pod's end as the API server does: with grace when it runs on a node, at once when it does not. */
export function deletePod(store: Store, pod: Stored<'pods'>): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  const grace = pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  if (pod.spec?.nodeName === undefined || grace === 0 || isFinished(pod)) {
    store.remove('pods', keyOf(pod));
    return;
  }
  const deletionTimestamp = new Date(Date.now() + grace * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace };
  store.update('pods', { ...pod, metadata });
}
