import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject, Loss } from '@sticky/manifests';
import type { LiveObject } from '../api/objects.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError, type FieldConflict } from '../errors.ts';
import type { Change, MergePatch, ObjectRef, Plan } from './plan.ts';
import { readable } from './readable.ts';

/** What a verb wants: the preview finds out what it would do. */
export interface Intent {
  readonly title: string;
  readonly app: string;
  readonly apply?: readonly KubernetesObject[];
  readonly patch?: readonly MergePatch[];
  readonly remove?: readonly ObjectRef[];
  /** Found before the server was asked. */
  readonly conflicts?: readonly FieldConflict[];
  readonly losses?: readonly Loss[];
  readonly notes?: readonly string[];
}

/** Asks the server for a dry-run of everything. Nothing is changed. @throws ClusterError `rejected`, `forbidden`, … */
export async function preview(cluster: Cluster, intent: Intent, signal: AbortSignal | undefined): Promise<Plan> {
  const { title, app, apply = [], patch = [], remove = [], losses = [], notes = [] } = intent;
  const applied = await Promise.all(apply.map((object) => previewApply(cluster, object, signal)));
  const patched = await Promise.all(patch.map((each) => previewPatch(cluster, each, signal)));
  const removed = await Promise.all(remove.map((ref) => previewDelete(cluster, ref, signal)));
  return {
    title,
    app,
    apply,
    patch,
    remove,
    changes: [...applied.map(({ change }) => change), ...patched, ...removed],
    conflicts: [...(intent.conflicts ?? []), ...applied.flatMap(({ conflicts }) => conflicts)],
    losses,
    notes,
  };
}

export function refOf(object: KubernetesObject): ObjectRef {
  return { apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name };
}

async function previewApply(
  cluster: Cluster,
  object: KubernetesObject,
  signal: AbortSignal | undefined,
): Promise<{ change: Change; conflicts: readonly FieldConflict[] }> {
  const ref = refOf(object);
  const live = await cluster.api.get(ref, signal);
  let conflicts: readonly FieldConflict[] = [];
  let after: LiveObject;
  try {
    after = await cluster.api.apply(object, { dryRun: true, signal });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'conflict') throw error;
    // The diff shows what force would do, and the plan says that it takes force.
    conflicts = error.conflicts;
    after = await cluster.api.apply(object, { dryRun: true, force: true, signal });
  }
  return { change: changeOf(ref, live, after), conflicts };
}

async function previewPatch(
  cluster: Cluster,
  { ref, merge }: MergePatch,
  signal: AbortSignal | undefined,
): Promise<Change> {
  const live = await cluster.api.get(ref, signal);
  return changeOf(ref, live, await cluster.api.merge(ref, merge, { dryRun: true, signal }));
}

async function previewDelete(cluster: Cluster, ref: ObjectRef, signal: AbortSignal | undefined): Promise<Change> {
  const live = await cluster.api.get(ref, signal);
  const there = live !== undefined && (await cluster.api.delete(ref, { dryRun: true, signal }));
  return { action: there ? 'delete' : 'unchanged', ref, before: readable(live), after: '' };
}

function changeOf(ref: ObjectRef, live: LiveObject | undefined, next: LiveObject): Change {
  const [before, after] = [readable(live), readable(next)];
  if (live === undefined) return { action: 'create', ref, before, after };
  return { action: isDeepStrictEqual(before, after) ? 'unchanged' : 'update', ref, before, after };
}
