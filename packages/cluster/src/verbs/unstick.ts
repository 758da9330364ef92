import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

/** Takes the affinity away from the routes and the Service of the App. */
export async function unstick(
  _cluster: Cluster,
  _input: { readonly name: string },
  _options: CallOptions = {},
): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
