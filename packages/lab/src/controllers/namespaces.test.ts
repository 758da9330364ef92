import { expect, test, vi } from 'vitest';
import { startCluster } from '../testing/cluster.ts';
import { deployment, service } from '../testing/manifests.ts';

test('every namespace gets a service account, and gets it back', async () => {
  const store = startCluster();
  await vi.waitFor(() => expect(store.list('serviceaccounts', 'kube-system')).toHaveLength(1));

  store.remove('serviceaccounts', { namespace: 'default', name: 'default' });

  await vi.waitFor(() => expect(store.get('serviceaccounts', { namespace: 'default', name: 'default' })).toBeDefined());
});

test('a namespace that is deleted is emptied, and then it is gone', async () => {
  const store = startCluster();
  const { metadata: name } = store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  });
  for (const draft of [deployment('web', { replicas: 2 })]) {
    store.create('deployments', { ...draft, metadata: { ...draft.metadata, namespace: 'shop' } });
  }
  const draft = service('web');
  store.create('services', { ...draft, metadata: { ...draft.metadata, namespace: 'shop' } });
  await vi.waitFor(() => expect(store.list('pods', 'shop')).toHaveLength(2));
  await vi.waitFor(() => expect(store.list('endpointslices', 'shop')).toHaveLength(1));

  const namespace = store.get('namespaces', name);
  if (namespace === undefined) throw new Error('no namespace');
  const metadata = { ...namespace.metadata, deletionTimestamp: '2030-01-01T00:00:00Z' };
  store.update('namespaces', { ...namespace, metadata, status: { phase: 'Terminating' } });

  await vi.waitFor(() => expect(store.get('namespaces', name)).toBeUndefined());
  for (const resource of ['deployments', 'replicasets', 'pods', 'services', 'endpointslices', 'events'] as const) {
    expect(store.list(resource, 'shop')).toEqual([]);
  }
});
