import type { ReplicaSetStatus } from 'kubernetes-types/apps/v1.js';
import { matches } from '../resources/label-selector.ts';
import type { Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store } from '../store/store.ts';
import { type Closable, itself, keyOf, runController } from './controller.ts';
import { deleteObject } from './delete-object.ts';
import type { EventRecorder } from './event-recorder.ts';
import { controllerOf, controllerReference, isControlledBy } from './owner-references.ts';
import { availableIn, isActive, isReady } from './pod-state.ts';
import { randomSuffix } from './random-suffix.ts';
import { leavingFirst } from './scale-down-order.ts';

type ReplicaSet = Stored<'replicasets'>;
type Pod = Stored<'pods'>;

/** Keeps as many pods as each ReplicaSet asks for. */
export function runReplicaSets(store: Store, recorder: EventRecorder): Closable {
  return runController({
    store,
    recorder,
    resource: 'replicasets',
    triggers: {
      replicasets: itself,
      pods: (pod, previous) => [...setsOf(store, pod), ...(previous ? setsOf(store, previous) : [])],
    },
    reconcile: (key) => reconcile(store, recorder, key),
  });
}

function setsOf(store: Store, pod: Pod): readonly ObjectKey[] {
  const owner = controllerOf(pod);
  if (owner !== undefined) {
    return owner.kind === 'ReplicaSet' ? [{ namespace: pod.metadata.namespace, name: owner.name }] : [];
  }
  return store
    .list('replicasets', pod.metadata.namespace)
    .filter((set) => matches(set.spec?.selector, pod.metadata.labels))
    .map(keyOf);
}

function reconcile(store: Store, recorder: EventRecorder, key: ObjectKey): number | undefined {
  const set = store.get('replicasets', key);
  if (set === undefined) return undefined;
  if (set.metadata.deletionTimestamp === undefined) {
    const pods = claimPods(store, set).filter(isActive);
    const surplus = pods.length - (set.spec?.replicas ?? 1);
    for (let missing = -surplus; missing > 0; missing -= 1) createPod(store, recorder, set);
    if (surplus > 0) {
      for (const pod of leavingFirst(pods).slice(0, surplus)) {
        deleteObject(store, 'pods', pod);
        recorder.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
      }
    }
  }
  return updateStatus(store, set);
}

/** Takes over pods that match and have no controller, lets go of own ones that match no more. */
function claimPods(store: Store, set: ReplicaSet): Pod[] {
  const claimed: Pod[] = [];
  for (const pod of store.list('pods', set.metadata.namespace)) {
    const fits = matches(set.spec?.selector, pod.metadata.labels);
    if (isControlledBy(pod, set)) {
      if (fits) claimed.push(pod);
      else release(store, pod, set);
    } else if (fits && controllerOf(pod) === undefined && isActive(pod)) {
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerReference(set)];
      claimed.push(store.update('pods', { ...pod, metadata: { ...pod.metadata, ownerReferences } }));
    }
  }
  return claimed;
}

function release(store: Store, pod: Pod, set: ReplicaSet): void {
  const ownerReferences = (pod.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== set.metadata.uid);
  store.update('pods', { ...pod, metadata: { ...pod.metadata, ownerReferences } });
}

function createPod(store: Store, recorder: EventRecorder, set: ReplicaSet): void {
  const { metadata, spec } = set.spec?.template ?? {};
  if (spec === undefined) throw new Error(`replicaset ${set.metadata.name} has no pod template`);
  const generateName = `${set.metadata.name}-`;
  const pod = store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
      generateName,
      name: generateName + randomSuffix(),
      namespace: set.metadata.namespace ?? 'default',
      ownerReferences: [controllerReference(set)],
    },
    spec,
    status: { phase: 'Pending' },
  });
  recorder.record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

function updateStatus(store: Store, seen: ReplicaSet): number | undefined {
  const set = store.get('replicasets', keyOf(seen));
  if (set === undefined) return undefined;
  const pods = store.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set) && isActive(pod));
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const waits = pods.map((pod) => availableIn(pod, minReadySeconds)).filter((wait) => wait !== undefined);
  const templateLabels = Object.entries(set.spec?.template?.metadata?.labels ?? {});
  const status: ReplicaSetStatus = {
    replicas: pods.length,
    fullyLabeledReplicas: pods.filter((pod) => templateLabels.every(([k, v]) => pod.metadata.labels?.[k] === v)).length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: waits.filter((wait) => wait === 0).length,
    observedGeneration: set.metadata.generation ?? 1,
  };
  store.update('replicasets', { ...set, status });
  const pending = waits.filter((wait) => wait > 0);
  return pending.length === 0 ? undefined : Math.min(...pending);
}
