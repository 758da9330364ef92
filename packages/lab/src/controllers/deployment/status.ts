import type { DeploymentCondition, DeploymentStatus } from 'kubernetes-types/apps/v1.js';
import { now } from '../../timestamp.ts';
import type { Deployment, ReplicaSet, ReplicaSets } from './replica-sets.ts';
import { rollingBounds } from './strategy.ts';

/** Kubernetes' default for `spec.progressDeadlineSeconds`. */
const DEFAULT_DEADLINE_SECONDS = 600;

/** The status that `kubectl rollout status` and `kubectl wait` read. */
export function deploymentStatus(deployment: Deployment, { current, old }: ReplicaSets): DeploymentStatus {
  const all = [...old, ...(current === undefined ? [] : [current])];
  const desired = deployment.spec?.replicas ?? 1;
  const replicas = total(all, 'replicas');
  const availableReplicas = total(all, 'availableReplicas');
  const counts = {
    replicas,
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: total(all, 'readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, Math.max(replicas, desired) - availableReplicas),
  };
  const complete =
    counts.updatedReplicas === desired &&
    replicas === desired &&
    availableReplicas === desired &&
    current !== undefined;
  const before = deployment.status;
  const progressed =
    counts.updatedReplicas > (before?.updatedReplicas ?? 0) ||
    counts.readyReplicas > (before?.readyReplicas ?? 0) ||
    availableReplicas > (before?.availableReplicas ?? 0) ||
    replicas - counts.updatedReplicas < (before?.replicas ?? 0) - (before?.updatedReplicas ?? 0);
  const conditions = [
    availableCondition(deployment, availableReplicas),
    progressingCondition(deployment, current, { complete, progressed }),
  ].filter((condition) => condition !== undefined);
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    // As Go's omitempty: a count of 0 is left out.
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    conditions,
    ...(before?.collisionCount === undefined ? {} : { collisionCount: before.collisionCount }),
  };
}

/** Milliseconds until a rollout that stands still misses its deadline. */
export function deadlineIn(deployment: Deployment): number | undefined {
  const condition = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
  if (condition?.status !== 'True' || condition.reason === 'NewReplicaSetAvailable') return undefined;
  const since = Date.parse(condition.lastUpdateTime ?? condition.lastTransitionTime ?? now());
  return Math.max(0, since + deadlineOf(deployment) - Date.now()) + 1000;
}

function availableCondition(deployment: Deployment, available: number): DeploymentCondition {
  const enough = available >= (deployment.spec?.replicas ?? 1) - rollingBounds(deployment).maxUnavailable;
  return transition(deployment, {
    type: 'Available',
    status: enough ? 'True' : 'False',
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
  });
}

function progressingCondition(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  { complete, progressed }: { complete: boolean; progressed: boolean },
): DeploymentCondition | undefined {
  const before = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
  if (deployment.spec?.paused === true) {
    const message = 'Deployment is paused';
    return transition(deployment, { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message });
  }
  if (current === undefined) return before;
  const subject = `ReplicaSet "${current.metadata.name}"`;
  if (complete) {
    const message = `${subject} has successfully progressed.`;
    return transition(deployment, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message });
  }
  const fresh = before === undefined || before.reason === 'NewReplicaSetAvailable' || before.status === 'Unknown';
  if (progressed || fresh || !before.message?.includes(current.metadata.name)) {
    const reason = before === undefined ? 'NewReplicaSetCreated' : 'ReplicaSetUpdated';
    const message =
      before === undefined ? `Created new replica set "${current.metadata.name}"` : `${subject} is progressing.`;
    return {
      ...transition(deployment, { type: 'Progressing', status: 'True', reason, message }),
      lastUpdateTime: now(),
    };
  }
  const since = Date.parse(before.lastUpdateTime ?? before.lastTransitionTime ?? now());
  if (before.status === 'False' || Date.now() - since < deadlineOf(deployment)) return before;
  const message = `${subject} has timed out progressing.`;
  return transition(deployment, { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message });
}

/** Times move only when something does: a status that is written anew each time would never come to rest. */
function transition(deployment: Deployment, next: DeploymentCondition): DeploymentCondition {
  const before = deployment.status?.conditions?.find(({ type }) => type === next.type);
  if (
    before !== undefined &&
    before.status === next.status &&
    before.reason === next.reason &&
    before.message === next.message
  ) {
    return before;
  }
  const lastTransitionTime = before?.status === next.status ? (before.lastTransitionTime ?? now()) : now();
  return { ...next, lastUpdateTime: now(), lastTransitionTime };
}

function deadlineOf(deployment: Deployment): number {
  return (deployment.spec?.progressDeadlineSeconds ?? DEFAULT_DEADLINE_SECONDS) * 1000;
}

function total(sets: readonly ReplicaSet[], count: 'replicas' | 'readyReplicas' | 'availableReplicas'): number {
  return sets.reduce((sum, set) => sum + (set.status?.[count] ?? 0), 0);
}
