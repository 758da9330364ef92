import type { Store } from '../../store/store.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { isControlledBy } from '../owner-references.ts';
import { isFinished } from '../pod-state.ts';
import {
  createReplicaSet,
  type Deployment,
  type ReplicaSet,
  type ReplicaSets,
  replicasOf,
  resize,
  withNewestRevision,
} from './replica-sets.ts';
import { type Bounds, rollingBounds } from './strategy.ts';

export interface RolloutContext {
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly deployment: Deployment;
}

/** One step of `strategy.type: RollingUpdate`: new pods up to the surge, old ones down as far as enough are available. */
export function rollingUpdate(context: RolloutContext, sets: ReplicaSets): ReplicaSets {
  const bounds = rollingBounds(context.deployment);
  const current = ensureCurrent(context, sets);
  const grown = scale(context, current, newReplicas(context.deployment, current, sets.old, bounds));
  return { current: grown, old: scaleDownOld(context, grown, sets.old, bounds) };
}

/** One step of `strategy.type: Recreate`: first every old pod goes, then the new ones come. */
export function recreate(context: RolloutContext, sets: ReplicaSets): ReplicaSets {
  const old = sets.old.map((set) => scale(context, set, 0));
  if (old.some((set) => hasPods(context.store, set))) return { current: sets.current, old };
  const current = ensureCurrent(context, sets);
  return { current: scale(context, current, context.deployment.spec?.replicas ?? 1), old };
}

/** Gives a set its number of pods, with the event that `kubectl describe deployment` shows. */
export function scale({ store, recorder, deployment }: RolloutContext, set: ReplicaSet, replicas: number): ReplicaSet {
  const desired = deployment.spec?.replicas ?? 1;
  const before = replicasOf(set);
  const after = resize(store, set, replicas, desired, desired + rollingBounds(deployment).maxSurge);
  if (replicas !== before) {
    const direction = replicas > before ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    recorder.record(deployment, 'Normal', 'ScalingReplicaSet', message);
  }
  return after;
}

function ensureCurrent({ store, deployment }: RolloutContext, { current, old }: ReplicaSets): ReplicaSet {
  return current === undefined ? createReplicaSet(store, deployment, old) : withNewestRevision(store, current, old);
}

/** `NewRSNewReplicas` of kube-controller-manager. */
function newReplicas(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[], bounds: Bounds): number {
  const desired = deployment.spec?.replicas ?? 1;
  const now = replicasOf(current);
  if (now >= desired) return desired;
  const room = desired + bounds.maxSurge - sum([current, ...old], replicasOf);
  return room <= 0 ? now : now + Math.min(room, desired - now);
}

/** `reconcileOldReplicaSets`: pods that were never healthy go first, then as many as the available ones allow. */
function scaleDownOld(
  context: RolloutContext,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
  bounds: Bounds,
): readonly ReplicaSet[] {
  const minAvailable = (context.deployment.spec?.replicas ?? 1) - bounds.maxUnavailable;
  const newUnavailable = replicasOf(current) - availableOf(current);
  let surplus = sum([current, ...old], replicasOf) - minAvailable - newUnavailable;
  if (surplus <= 0) return old;
  const cleaned = old.map((set) => {
    const unhealthy = Math.min(Math.max(surplus, 0), Math.max(0, replicasOf(set) - availableOf(set)));
    surplus -= unhealthy;
    return unhealthy === 0 ? set : scale(context, set, replicasOf(set) - unhealthy);
  });
  let spare = sum([current, ...cleaned], availableOf) - minAvailable;
  return cleaned.map((set) => {
    const gone = Math.min(Math.max(spare, 0), replicasOf(set));
    spare -= gone;
    return gone === 0 ? set : scale(context, set, replicasOf(set) - gone);
  });
}

function hasPods(store: Store, set: ReplicaSet): boolean {
  return store.list('pods', set.metadata.namespace).some((pod) => isControlledBy(pod, set) && !isFinished(pod));
}

/** The status may be from before the last step: no more are available than are asked for. */
function availableOf(set: ReplicaSet): number {
  return Math.min(set.status?.availableReplicas ?? 0, replicasOf(set));
}

function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}
