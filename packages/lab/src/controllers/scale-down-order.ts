import type { Stored } from '../store/resource-types.ts';
import { isReady } from './pod-state.ts';

type Pod = Stored<'pods'>;

const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * Pods in the order in which a ReplicaSet gives them up, as `ActivePodsWithRanks` of kube-controller-manager orders them:
 * unassigned, pending, unready, cheap to delete, short ready, often restarted, young. There is one node, so the rank by
 * pods on the same node says nothing.
 */
export function leavingFirst(pods: readonly Pod[]): readonly Pod[] {
  return [...pods].sort(
    (a, b) =>
      Number(assigned(a)) - Number(assigned(b)) ||
      PHASES.indexOf(a.status?.phase ?? 'Pending') - PHASES.indexOf(b.status?.phase ?? 'Pending') ||
      Number(isReady(a)) - Number(isReady(b)) ||
      deletionCost(a) - deletionCost(b) ||
      readySince(b) - readySince(a) ||
      restarts(b) - restarts(a) ||
      Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp),
  );
}

function assigned(pod: Pod): boolean {
  return pod.spec?.nodeName !== undefined;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost */
function deletionCost(pod: Pod): number {
  const cost = Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

function readySince(pod: Pod): number {
  const time = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
  return time === undefined ? 0 : Date.parse(time);
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((container) => container.restartCount));
}
