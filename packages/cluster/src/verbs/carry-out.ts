import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

export interface CarryOutOptions extends CallOptions {
  /** Takes the fields that the plan's `conflicts` name away from their managers. */
  readonly force?: boolean | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Does what a plan says. Does not wait for pods. @throws ClusterError `conflict` when another manager owns a field and `force` is not set */
export async function carryOut(_cluster: Cluster, plan: Plan, _options: CarryOutOptions = {}): Promise<void> {
  throw new ClusterError('not-possible', `not built yet: ${plan.title}`);
}
