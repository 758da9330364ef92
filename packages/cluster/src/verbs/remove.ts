import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

/** Deletes what belongs to the App alone: its Deployment, its Services, and the Ingresses that lead nowhere else. */
export async function remove(
  _cluster: Cluster,
  _input: { readonly name: string },
  _options: CallOptions = {},
): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
