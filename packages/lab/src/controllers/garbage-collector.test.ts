import { describe, expect, test, vi } from 'vitest';
import type { Store } from '../store/store.ts';
import { startCluster } from '../testing/cluster.ts';
import { deployment, pod } from '../testing/manifests.ts';

const key = { namespace: 'default', name: 'web' };

async function deployed(store: Store) {
  store.create('deployments', deployment('web', { replicas: 2 }));
  await vi.waitFor(() => expect(store.get('deployments', key)?.status?.availableReplicas).toBe(2));
  const found = store.get('deployments', key);
  if (found === undefined) throw new Error('no deployment');
  return found;
}

function counts(store: Store): number[] {
  return (['deployments', 'replicasets', 'pods'] as const).map((resource) => store.list(resource).length);
}

describe('what an owner leaves behind', () => {
  test('goes after it, down to the pods', async () => {
    const store = startCluster();
    await deployed(store);

    store.remove('deployments', key);

    await vi.waitFor(() => expect(counts(store)).toEqual([0, 0, 0]));
  });

  test('goes before it when the owner is deleted in the foreground', async () => {
    const store = startCluster();
    const owner = await deployed(store);
    const order: string[] = [];
    store.watch(({ type, object }) => {
      if (type === 'DELETED' && object.kind !== 'Event') order.push(object.kind);
    });

    const metadata = {
      ...owner.metadata,
      deletionTimestamp: '2030-01-01T00:00:00Z',
      finalizers: ['foregroundDeletion'],
    };
    store.update('deployments', { ...owner, metadata });

    await vi.waitFor(() => expect(counts(store)).toEqual([0, 0, 0]));
    expect(order).toEqual(['Pod', 'Pod', 'ReplicaSet', 'Deployment']);
  });

  test('stays, without owner, when the owner is deleted with orphan', async () => {
    const store = startCluster();
    const owner = await deployed(store);

    const metadata = { ...owner.metadata, deletionTimestamp: '2030-01-01T00:00:00Z', finalizers: ['orphan'] };
    store.update('deployments', { ...owner, metadata });

    await vi.waitFor(() => expect(counts(store)).toEqual([0, 1, 2]));
    expect(store.list('replicasets')[0]?.metadata.ownerReferences).toEqual([]);
  });

  test('stays as long as one of its owners is there', async () => {
    const store = startCluster();
    const first = store.create('pods', pod('first'));
    const second = store.create('pods', pod('second'));
    const owner = (of: typeof first) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      name: of.metadata.name,
      uid: of.metadata.uid,
    });
    const child = pod('child');
    store.create('pods', { ...child, metadata: { ...child.metadata, ownerReferences: [owner(first), owner(second)] } });

    store.remove('pods', first.metadata);
    // What is owned by nobody any more goes in the same sweep in which the child would.
    const lost = pod('lost');
    store.create('pods', { ...lost, metadata: { ...lost.metadata, ownerReferences: [owner(first)] } });

    await vi.waitFor(() =>
      expect(store.list('pods').map(({ metadata }) => metadata.name)).toEqual(['child', 'second']),
    );
  });
});
