import { matches } from '../../resources/label-selector.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { ObjectKey, Store } from '../../store/store.ts';
import { type Closable, itself, keyOf, runController } from '../controller.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { controllerOf } from '../owner-references.ts';
import { scaleInProportion, wasResized } from './proportional-scaling.ts';
import {
  byAge,
  type Deployment,
  REVISION,
  type ReplicaSet,
  type ReplicaSets,
  replicaSetsOf,
  revisionOf,
} from './replica-sets.ts';
import { recreate, rollingUpdate } from './rollout.ts';
import { deadlineIn, deploymentStatus } from './status.ts';

/** Kubernetes' default for `spec.revisionHistoryLimit`. */
const DEFAULT_HISTORY = 10;

/** Rolls each Deployment's pods to its template and size, by way of ReplicaSets. */
export function runDeployments(store: Store, recorder: EventRecorder): Closable {
  return runController({
    store,
    recorder,
    resource: 'deployments',
    triggers: {
      deployments: itself,
      replicasets: (set) => deploymentsOf(store, set),
      // Recreate waits for the last old pod to be gone.
      pods: (pod) => deploymentsOf(store, pod, 'via its set'),
    },
    reconcile: (key) => reconcile(store, recorder, key),
  });
}

function deploymentsOf(
  store: Store,
  object: Stored<'pods'> | Stored<'replicasets'>,
  via?: string,
): readonly ObjectKey[] {
  const { namespace, labels } = object.metadata;
  const owner = controllerOf(object);
  if (owner?.kind === 'Deployment') return [{ namespace, name: owner.name }];
  if (owner !== undefined && via === undefined) return [];
  return store
    .list('deployments', namespace)
    .filter((d) => matches(d.spec?.selector, labels))
    .map(keyOf);
}

function reconcile(store: Store, recorder: EventRecorder, key: ObjectKey): number | undefined {
  const deployment = store.get('deployments', key);
  if (deployment === undefined) return undefined;
  const sets = replicaSetsOf(store, deployment);
  if (deployment.metadata.deletionTimestamp !== undefined) return writeStatus(store, deployment, sets);
  const context = { store, recorder, deployment };
  if (deployment.spec?.paused === true || wasResized(context, sets)) {
    return writeStatus(store, deployment, scaleInProportion(context, sets));
  }
  const rolled =
    deployment.spec?.strategy?.type === 'Recreate' ? recreate(context, sets) : rollingUpdate(context, sets);
  forgetHistory(store, deployment, rolled);
  return writeStatus(store, deployment, rolled);
}

function writeStatus(store: Store, deployment: Deployment, sets: ReplicaSets): number | undefined {
  const revision = sets.current?.metadata.annotations?.[REVISION];
  const annotations = {
    ...deployment.metadata.annotations,
    ...(revision === undefined ? {} : { [REVISION]: revision }),
  };
  const metadata = { ...deployment.metadata, ...(revision === undefined ? {} : { annotations }) };
  const written = store.update('deployments', { ...deployment, metadata, status: deploymentStatus(deployment, sets) });
  return deadlineIn(written);
}

/** Old sets beyond `revisionHistoryLimit` go once they have no pods, the oldest first, and never in the middle of a rollout. */
function forgetHistory(store: Store, deployment: Deployment, { old }: ReplicaSets): void {
  const limit = deployment.spec?.revisionHistoryLimit ?? DEFAULT_HISTORY;
  const idle = old.filter(isIdle).sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b));
  if (idle.length < old.length) return;
  for (const set of idle.slice(0, Math.max(0, idle.length - limit))) store.remove('replicasets', keyOf(set));
}

function isIdle(set: ReplicaSet): boolean {
  return set.spec?.replicas === 0 && (set.status?.replicas ?? 0) === 0 && set.metadata.deletionTimestamp === undefined;
}
