import { describe, expect, test, vi } from 'vitest';
import type { Store } from '../store/store.ts';
import { startCluster } from '../testing/cluster.ts';
import { pod, replicaSet } from '../testing/manifests.ts';
import { controllerOf } from './owner-references.ts';
import { isReady } from './pod-state.ts';

const key = { namespace: 'default', name: 'web' };

function podsOf(store: Store) {
  return store.list('pods', 'default').filter((candidate) => controllerOf(candidate)?.name === 'web');
}

async function ready(store: Store, count: number) {
  return await vi.waitFor(
    () => {
      const pods = podsOf(store).filter(isReady);
      expect(pods).toHaveLength(count);
      expect(store.get('replicasets', key)?.status?.readyReplicas).toBe(count);
      return pods;
    },
    { interval: 2 },
  );
}

describe('a ReplicaSet', () => {
  test('replaces a pod that is deleted, under another name', async () => {
    const store = startCluster();
    store.create('replicasets', replicaSet('web', { replicas: 2 }));
    const [first, second] = await ready(store, 2);
    if (first === undefined) throw new Error('no pod');

    store.remove('pods', first.metadata);

    const names = (await ready(store, 2)).map(({ metadata }) => metadata.name);
    expect(names).toContain(second?.metadata.name);
    expect(names).not.toContain(first.metadata.name);
    expect(names.every((name) => /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name))).toBe(true);
  });

  test('replaces a pod that is on its way out without waiting for its end', async () => {
    const store = startCluster();
    store.create('replicasets', replicaSet('web', { replicas: 1 }));
    const [leaving] = await ready(store, 1);
    if (leaving === undefined) throw new Error('no pod');
    // No kubelet looks at a pod of another node.
    const spec = { containers: [], ...leaving.spec, nodeName: 'elsewhere' };
    store.update('pods', {
      ...leaving,
      spec,
      metadata: { ...leaving.metadata, deletionTimestamp: '2030-01-01T00:00:00Z' },
    });

    await vi.waitFor(() => expect(podsOf(store)).toHaveLength(2));
    expect(store.get('replicasets', key)?.status?.replicas).toBe(1);
  });

  test('adopts a pod that matches and has no controller, instead of making another', async () => {
    const store = startCluster();
    store.create('pods', pod('stray', { app: 'web' }));

    store.create('replicasets', replicaSet('web', { replicas: 1 }));

    expect((await ready(store, 1)).map(({ metadata }) => metadata.name)).toEqual(['stray']);
  });

  test('lets a pod go whose labels no longer match, and replaces it', async () => {
    const store = startCluster();
    store.create('replicasets', replicaSet('web', { replicas: 1 }));
    const [original] = await ready(store, 1);
    if (original === undefined) throw new Error('no pod');

    store.update('pods', { ...original, metadata: { ...original.metadata, labels: { app: 'debug' } } });

    await vi.waitFor(() => expect(store.list('pods', 'default')).toHaveLength(2));
    const released = store.get('pods', original.metadata);
    expect(released?.metadata.ownerReferences).toEqual([]);
  });

  test('gives up unready pods first', async () => {
    const store = startCluster();
    store.create('replicasets', replicaSet('web', { replicas: 3 }));
    const [victim] = await ready(store, 3);
    if (victim?.status === undefined) throw new Error('no pod');
    const conditions = [{ type: 'Ready', status: 'False' }];
    store.update('pods', { ...victim, status: { ...victim.status, conditions } });
    const set = store.get('replicasets', key);
    if (set?.spec === undefined) throw new Error('no set');

    store.update('replicasets', { ...set, spec: { ...set.spec, replicas: 2 } });

    await vi.waitFor(() => expect(podsOf(store)).toHaveLength(2));
    expect(podsOf(store).map(({ metadata }) => metadata.name)).not.toContain(victim.metadata.name);
  });

  test('counts a pod as available only after minReadySeconds', async () => {
    const store = startCluster();

    store.create('replicasets', replicaSet('web', { replicas: 1, minReadySeconds: 1 }));

    await ready(store, 1);
    expect(store.get('replicasets', key)?.status?.availableReplicas).toBe(0);
    await vi.waitFor(() => expect(store.get('replicasets', key)?.status?.availableReplicas).toBe(1), {
      timeout: 3_000,
    });
  });
});
