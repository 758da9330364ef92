import { onTestFinished } from 'vitest';
import { runControllers } from '../controllers/controllers.ts';
import { createDefaultObjects } from '../controllers/default-objects.ts';
import { Store } from '../store/store.ts';
import { runInstantKubelet } from './instant-kubelet.ts';

/** A store with all controllers at work on it and pods that start and end at once. Ends with the test. */
export function startCluster(): Store {
  const store = new Store();
  createDefaultObjects(store, { address: '127.0.0.1', version: 'v1.35.0' });
  const stopKubelet = runInstantKubelet(store);
  const controllers = runControllers(store);
  onTestFinished(() => {
    controllers.close();
    stopKubelet();
  });
  return store;
}
