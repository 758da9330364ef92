import type { LiveObject } from '../api/objects.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';

/** The whole object. @throws ClusterError `not-found` when it went since it was listed */
export async function liveObject(
  cluster: Cluster,
  ref: { readonly kind: string; readonly name: string },
  signal: AbortSignal | undefined,
): Promise<LiveObject> {
  const live = await cluster.api.get(ref, signal);
  if (live === undefined) throw new ClusterError('not-found', `${ref.kind} ${ref.name} is gone: look again.`);
  return live;
}
