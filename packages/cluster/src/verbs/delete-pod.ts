import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

/** Deletes one pod; its ReplicaSet replaces it. */
export async function deletePod(
  _cluster: Cluster,
  _input: { readonly pod: string },
  _options: CallOptions = {},
): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
