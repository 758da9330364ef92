import type { ResourceName } from '../store/resource-types.ts';
import type { ObjectKey, Store } from '../store/store.ts';
import { type Closable, runController, type Triggers } from './controller.ts';
import { deleteObject } from './delete-object.ts';
import type { EventRecorder } from './event-recorder.ts';

/** Namespaced kinds: owners before what they own, so that nothing is made again while the namespace empties. */
const CONTENT = [
  'deployments',
  'replicasets',
  'ingresses',
  'services',
  'endpointslices',
  'pods',
  'secrets',
  'serviceaccounts',
  'events',
] as const satisfies readonly ResourceName[];

/** Empties a namespace that is being deleted and then takes it out. */
export function runNamespaces(store: Store, recorder: EventRecorder): Closable {
  const ofContent = (object: { metadata: { namespace?: string } }): readonly ObjectKey[] => {
    const name = object.metadata.namespace;
    const namespace = name === undefined ? undefined : store.get('namespaces', { name });
    return namespace?.metadata.deletionTimestamp === undefined ? [] : [{ name: namespace.metadata.name }];
  };
  const triggers: Triggers = {
    namespaces: (namespace) => [{ name: namespace.metadata.name }],
    ...Object.fromEntries(CONTENT.map((resource) => [resource, ofContent])),
  };
  return runController({
    store,
    recorder,
    resource: 'namespaces',
    triggers,
    reconcile: ({ name }) => {
      const namespace = store.get('namespaces', { name });
      if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
      for (const resource of CONTENT) {
        for (const object of store.list(resource, name)) deleteObject(store, resource, object);
      }
      if (CONTENT.every((resource) => store.list(resource, name).length === 0)) store.remove('namespaces', { name });
      return undefined;
    },
  });
}
