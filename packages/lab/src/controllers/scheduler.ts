import type { Taint } from 'kubernetes-types/core/v1.js';
import { LAB_NODE, MAX_PODS } from '../node.ts';
import type { Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store } from '../store/store.ts';
import { type Closable, keyOf, runController } from './controller.ts';
import type { EventRecorder } from './event-recorder.ts';
import { isFinished } from './pod-state.ts';

/** Assigns every pod to the one node, as long as the node takes pods. */
export function runScheduler(store: Store, recorder: EventRecorder): Closable {
  return runController({
    store,
    recorder,
    resource: 'pods',
    triggers: {
      // A pod that leaves makes room for those that wait.
      pods: (pod) => (isWaiting(pod) ? [keyOf(pod)] : store.list('pods').filter(isWaiting).map(keyOf)),
      nodes: () => store.list('pods').filter(isWaiting).map(keyOf),
    },
    reconcile: (key) => reconcile(store, recorder, key),
  });
}

function reconcile(store: Store, recorder: EventRecorder, key: ObjectKey): undefined {
  const pod = store.get('pods', key);
  if (pod?.spec === undefined || !isWaiting(pod)) return;
  const obstacle = obstacleFor(store, pod);
  if (obstacle !== undefined) {
    const message = `0/1 nodes are available: ${obstacle}.`;
    if (markUnschedulable(store, pod, message)) recorder.record(pod, 'Warning', 'FailedScheduling', message);
    return;
  }
  const bound = store.update('pods', { ...pod, spec: { ...pod.spec, nodeName: LAB_NODE } });
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  recorder.record(bound, 'Normal', 'Scheduled', `Successfully assigned ${name} to ${LAB_NODE}`);
}

function obstacleFor(store: Store, pod: Stored<'pods'>): string | undefined {
  const node = store.get('nodes', { name: LAB_NODE });
  if (node?.spec?.unschedulable === true) return '1 node(s) were unschedulable';
  if ((node?.spec?.taints ?? []).some((taint) => keepsAway(taint, pod))) return '1 node(s) had untolerated taint(s)';
  const selector = Object.entries(pod.spec?.nodeSelector ?? {});
  const labels = node?.metadata.labels ?? {};
  if (selector.some(([key, value]) => labels[key] !== value))
    return "1 node(s) didn't match Pod's node affinity/selector";
  const running = store.list('pods').filter((other) => other.spec?.nodeName !== undefined && !isFinished(other));
  return running.length >= MAX_PODS ? '1 Too many pods' : undefined;
}

/** An absent operator is Equal; an absent key or effect stands for any (Toleration of core/v1). */
function keepsAway({ key, value = '', effect }: Taint, { spec }: Stored<'pods'>): boolean {
  if (effect === 'PreferNoSchedule') return false;
  return !(spec?.tolerations ?? []).some(
    (toleration) =>
      (!toleration.effect || toleration.effect === effect) &&
      (toleration.operator === 'Exists'
        ? !toleration.key || toleration.key === key
        : toleration.key === key && (toleration.value ?? '') === value),
  );
}

/** Whether that is news. */
function markUnschedulable(store: Store, pod: Stored<'pods'>, message: string): boolean {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
  const written = store.update('pods', { ...pod, status: { ...pod.status, phase: 'Pending', conditions } });
  return written !== pod;
}

function isWaiting(pod: Stored<'pods'>): boolean {
  return pod.spec?.nodeName === undefined && pod.metadata.deletionTimestamp === undefined;
}
