import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

/** Changes how many pods an App has, and nothing else. */
export async function scale(
  _cluster: Cluster,
  _input: { readonly name: string; readonly replicas: number },
  _options: CallOptions = {},
): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
