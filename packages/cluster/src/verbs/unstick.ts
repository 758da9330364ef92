import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import type { FieldConflict } from '../errors.ts';
import { type AppliedConfiguration, extractApplied, otherOwners } from '../plan/applied-configuration.ts';
import type { MergePatch, Plan } from '../plan/plan.ts';
import { preview, refOf } from '../plan/preview.ts';
import { affinityPaths, ownTrafficPolicy, removal, withoutAffinity } from './affinity-fields.ts';
import { findApp } from './find-app.ts';
import { liveObject } from './live-object.ts';

/**
 * Takes the affinity away from the routes and the Service of the App, and with it all else that sticking set. What
 * Sticky owns alone it just applies no more; an affinity that another manager owns too is a conflict, and is taken away
 * by a patch when that is forced.
 *
 * @throws ClusterError `not-found`
 */
export async function unstick(
  cluster: Cluster,
  { name }: { readonly name: string },
  { signal }: CallOptions = {},
): Promise<Plan> {
  const { services, ingresses } = await findApp(cluster, name, signal);
  const refs = [
    ...services.map(({ metadata }) => ({ kind: 'Service', name: metadata.name })),
    ...ingresses.map(({ metadata }) => ({ kind: 'Ingress', name: metadata.name })),
  ];
  const apply: AppliedConfiguration[] = [];
  const patch: MergePatch[] = [];
  const conflicts: FieldConflict[] = [];
  for (const ref of refs) {
    const live = await liveObject(cluster, ref, signal);
    const paths = affinityPaths(live);
    const carried = ownTrafficPolicy(live);
    if (paths.length + carried.length === 0) continue;
    const others = otherOwners(live, paths);
    conflicts.push(...others);
    if (others.length === 0) apply.push(withoutAffinity(extractApplied(live)));
    else patch.push({ ref: refOf(live), merge: removal([...paths, ...carried]) });
  }
  return preview(cluster, { title: `Make ${name} not sticky`, app: name, apply, patch, conflicts }, signal);
}
