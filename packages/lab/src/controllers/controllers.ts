import type { Store } from '../store/store.ts';
import type { Closable } from './controller.ts';
import { runServiceAccounts } from './default-objects.ts';
import { runDeployments } from './deployment/deployments.ts';
import { runEndpointSlices } from './endpoint-slice.ts';
import { runEventExpiry } from './event-expiry.ts';
import { EventRecorder } from './event-recorder.ts';
import { runGarbageCollector } from './garbage-collector.ts';
import { runNamespaces } from './namespaces.ts';
import { runReplicaSets } from './replica-set.ts';
import { runScheduler } from './scheduler.ts';

/** The lab's kube-controller-manager and kube-scheduler. */
export function runControllers(store: Store): Closable {
  const running = [
    runServiceAccounts(store, new EventRecorder(store, 'serviceaccount-controller')),
    runDeployments(store, new EventRecorder(store, 'deployment-controller')),
    runReplicaSets(store, new EventRecorder(store, 'replicaset-controller')),
    runScheduler(store, new EventRecorder(store, 'default-scheduler')),
    runEndpointSlices(store, new EventRecorder(store, 'endpoint-slice-controller')),
    runNamespaces(store, new EventRecorder(store, 'namespace-controller')),
    runGarbageCollector(store, new EventRecorder(store, 'garbage-collector-controller')),
    runEventExpiry(store),
  ];
  return {
    close() {
      for (const controller of running) controller.close();
    },
  };
}
