import type { Stored } from '../store/resource-types.ts';

/** Still wanted: neither on its way out nor ended. What a ReplicaSet counts. */
export function isActive(pod: Stored<'pods'>): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}

export function isFinished(pod: Stored<'pods'>): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isReady(pod: Stored<'pods'>): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Milliseconds until a pod has been ready for `minReadySeconds`: 0 when it has, undefined when it is not ready. */
export function availableIn(pod: Stored<'pods'>, minReadySeconds: number): number | undefined {
  if (!isReady(pod)) return undefined;
  const since = readyCondition(pod)?.lastTransitionTime;
  if (minReadySeconds === 0 || since === undefined) return 0;
  return Math.max(0, Date.parse(since) + minReadySeconds * 1000 - Date.now());
}

function readyCondition(pod: Stored<'pods'>) {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready');
}
