import { LAB_NODE } from '../node.ts';
import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import { now } from '../timestamp.ts';

/**
 * Stands in for the kubelet where a test is about controllers: an assigned pod is ready at once, a deleted one gone at
 * once. Pods whose image starts with `broken` never become ready.
 */
export function runInstantKubelet(store: Store): () => void {
  let address = 1;
  return store.watch(({ resource, type, object }) => {
    if (resource !== 'pods' || type === 'DELETED') return;
    const pod = store.get('pods', object.metadata);
    if (pod?.spec?.nodeName !== LAB_NODE) return;
    if (pod.metadata.deletionTimestamp !== undefined) store.remove('pods', pod.metadata);
    else if (pod.status?.podIP === undefined) setReady(store, pod, `10.0.0.${address++}`);
  });
}

function setReady(store: Store, pod: Stored<'pods'>, podIP: string): void {
  const isReady = !pod.spec?.containers[0]?.image?.startsWith('broken');
  const condition = { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: now() };
  store.update('pods', { ...pod, status: { phase: 'Running', podIP, conditions: [condition] } });
}
