import { byAge, desiredBefore, type ReplicaSet, type ReplicaSets, replicasOf } from './replica-sets.ts';
import { type RolloutContext, scale } from './rollout.ts';
import { rollingBounds } from './strategy.ts';

/**
 * Whether the Deployment was given another size since its sets were last scaled. Such a change is carried out before,
 * and apart from, any rollout (`isScalingEvent` of kube-controller-manager).
 */
export function wasResized(context: RolloutContext, sets: ReplicaSets): boolean {
  const desired = context.deployment.spec?.replicas ?? 1;
  return active(sets).some((set) => (desiredBefore(set) ?? desired) !== desired);
}

/**
 * Brings the sets to the Deployment's size without moving a rollout on: one active set takes it all, several share it
 * in proportion to their own sizes.
 */
export function scaleInProportion(context: RolloutContext, sets: ReplicaSets): ReplicaSets {
  const { deployment } = context;
  const desired = deployment.spec?.replicas ?? 1;
  const running = active(sets);
  const only = running.length > 0 ? running : [sets.current ?? sets.old.at(-1)].filter((set) => set !== undefined);
  const target = only.length <= 1 ? desired : desired === 0 ? 0 : desired + rollingBounds(deployment).maxSurge;
  const shares = proportionalShares(only, target);
  const scaled = new Map(only.map((set, index) => [set.metadata.uid, scale(context, set, shares[index] ?? 0)]));
  const after = (set: ReplicaSet) => scaled.get(set.metadata.uid) ?? set;
  return { current: sets.current === undefined ? undefined : after(sets.current), old: sets.old.map(after) };
}

/** Shares of `target` in the proportion of the sets' sizes; what rounding leaves goes to the largest. */
function proportionalShares(sets: readonly ReplicaSet[], target: number): readonly number[] {
  const total = sets.reduce((sum, set) => sum + replicasOf(set), 0);
  if (sets.length === 1 || total === 0) return sets.map((_, index) => (index === 0 ? target : 0));
  const shares = sets.map((set) => Math.floor((replicasOf(set) * target) / total));
  const largest = shares.indexOf(Math.max(...shares));
  const rest = target - shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, index) => (index === largest ? share + rest : share));
}

function active({ current, old }: ReplicaSets): ReplicaSet[] {
  return [...old, ...(current === undefined ? [] : [current])].filter((set) => replicasOf(set) > 0).sort(byAge);
}
