import { expect, test, vi } from 'vitest';
import { LAB_NODE, MAX_PODS } from '../node.ts';
import { startCluster } from '../testing/cluster.ts';
import { pod, replicaSet } from '../testing/manifests.ts';

test('a pod is assigned to the one node, and an event says so', async () => {
  const store = startCluster();

  const { metadata } = store.create('pods', pod('one'));

  await vi.waitFor(() => expect(store.get('pods', metadata)?.spec?.nodeName).toBe(LAB_NODE));
  expect(store.list('events').map(({ message }) => message)).toContain(
    `Successfully assigned default/one to ${LAB_NODE}`,
  );
});

test('pods beyond what the node takes wait until others go', async () => {
  const store = startCluster();
  store.create('replicasets', replicaSet('web', { replicas: MAX_PODS }));
  await vi.waitFor(
    () => expect(store.get('replicasets', { namespace: 'default', name: 'web' })?.status?.readyReplicas).toBe(MAX_PODS),
    { timeout: 5_000 },
  );

  const { metadata } = store.create('pods', pod('late'));
  await vi.waitFor(() =>
    expect(store.get('pods', metadata)?.status?.conditions?.[0]?.message).toBe(
      '0/1 nodes are available: 1 Too many pods.',
    ),
  );

  const set = store.get('replicasets', { namespace: 'default', name: 'web' });
  if (set?.spec === undefined) throw new Error('no set');
  store.update('replicasets', { ...set, spec: { ...set.spec, replicas: 1 } });
  await vi.waitFor(() => expect(store.get('pods', metadata)?.spec?.nodeName).toBe(LAB_NODE));
});

test('a pod whose node selector fits no node waits', async () => {
  const store = startCluster();

  const { metadata } = store.create('pods', pod('picky', {}, { nodeSelector: { disk: 'ssd' } }));

  await vi.waitFor(() => expect(store.get('pods', metadata)?.status?.conditions?.[0]?.reason).toBe('Unschedulable'));
});
