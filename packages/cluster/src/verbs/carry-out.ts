import { conflictMessage } from '../api/failures.ts';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Change, ObjectRef, Plan } from '../plan/plan.ts';
import { refOf } from '../plan/preview.ts';

export interface CarryOutOptions extends CallOptions {
  /** Takes the fields that the plan's `conflicts` name away from their managers. */
  readonly force?: boolean | undefined;
  /** Called with one line for each object that was changed: `Deployment sticky-d created`. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

const DONE: Readonly<Record<Change['action'], string>> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  unchanged: 'unchanged',
};

/**
 * Does what a plan says. Does not wait for pods.
 *
 * @throws ClusterError `conflict` when another manager owns a field and `force` is not set: then nothing was done
 */
export async function carryOut(cluster: Cluster, plan: Plan, options: CarryOutOptions = {}): Promise<void> {
  const { force = false, signal, onProgress } = options;
  if (plan.conflicts.length > 0 && !force) {
    throw new ClusterError('conflict', conflictMessage(plan.conflicts), { conflicts: plan.conflicts });
  }
  const report = (ref: ObjectRef) => {
    const change = plan.changes.find((candidate) => candidate.ref.kind === ref.kind && candidate.ref.name === ref.name);
    onProgress?.(`${ref.kind} ${ref.name} ${DONE[change?.action ?? 'update']}`);
  };
  for (const object of plan.apply) {
    await cluster.api.apply(object, { dryRun: false, force, signal });
    report(refOf(object));
  }
  for (const { ref, merge } of plan.patch) {
    await cluster.api.merge(ref, merge, { dryRun: false, signal });
    report(ref);
  }
  for (const ref of plan.remove) {
    await cluster.api.delete(ref, { dryRun: false, signal });
    report(ref);
  }
}
