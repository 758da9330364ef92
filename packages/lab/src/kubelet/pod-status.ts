import type { ContainerStatus, PodCondition, PodStatus } from 'kubernetes-types/core/v1.js';
import type { Stored } from '../store/resource-types.ts';
import { now } from '../timestamp.ts';

export interface PodFacts {
  readonly podIP: string;
  readonly hostIP: string;
  readonly containers: readonly ContainerStatus[];
}

/** A pod's status as the kubelet tells it from its containers (`generateAPIPodStatus`). */
export function podStatus(pod: Stored<'pods'>, facts: PodFacts): PodStatus {
  const { containers } = facts;
  const phase = phaseOf(pod, containers);
  const ready = containers.length > 0 && containers.every((container) => container.ready);
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const unready = containers.filter((container) => !container.ready).map(({ name }) => name);
  const reason = finished
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  const conditions: PodCondition[] = [
    { type: 'PodReadyToStartContainers', status: finished ? 'False' : 'True' },
    { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? reason : {}) },
    { type: 'Ready', status: ready ? 'True' : 'False', ...(ready ? {} : reason) },
    { type: 'ContainersReady', status: ready ? 'True' : 'False', ...(ready ? {} : reason) },
    { type: 'PodScheduled', status: 'True' },
  ];
  return {
    ...(pod.status?.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
    phase,
    conditions: conditions.map((condition) => withTransition(pod, condition)),
    hostIP: facts.hostIP,
    hostIPs: [{ ip: facts.hostIP }],
    podIP: facts.podIP,
    podIPs: [{ ip: facts.podIP }],
    startTime: pod.status?.startTime ?? now(),
    containerStatuses: [...containers],
  };
}

function phaseOf(pod: Stored<'pods'>, containers: readonly ContainerStatus[]): string {
  if (containers.every(({ state, restartCount }) => state?.waiting !== undefined && restartCount === 0))
    return 'Pending';
  const policy = pod.spec?.restartPolicy ?? 'Always';
  const isOver = ({ state }: ContainerStatus) => state?.terminated !== undefined;
  if (!containers.every(isOver)) return 'Running';
  const failed = containers.some(({ state }) => state?.terminated?.exitCode !== 0);
  const leaving = pod.metadata.deletionTimestamp !== undefined;
  if (policy === 'Always' && !leaving) return 'Running';
  if (policy === 'OnFailure' && failed && !leaving) return 'Running';
  return failed ? 'Failed' : 'Succeeded';
}

function withTransition(pod: Stored<'pods'>, condition: PodCondition): PodCondition {
  const before = pod.status?.conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now()) : now();
  return { ...condition, lastTransitionTime };
}
