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

test('a taint keeps those pods away that do not bear it, until it goes', async () => {
  const store = startCluster();
  const node = store.get('nodes', { name: LAB_NODE });
  if (node === undefined) throw new Error('no node');
  store.update('nodes', { ...node, spec: { ...node.spec, taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] } });
  const tolerations = [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }];

  const { metadata } = store.create('pods', pod('shy'));
  const bold = store.create('pods', pod('bold', {}, { tolerations }));

  await vi.waitFor(() => expect(store.get('pods', bold.metadata)?.spec?.nodeName).toBe(LAB_NODE));
  await vi.waitFor(() =>
    expect(store.get('pods', metadata)?.status?.conditions?.[0]?.message).toBe(
      '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
    ),
  );
  const tainted = store.get('nodes', { name: LAB_NODE });
  if (tainted !== undefined) store.update('nodes', { ...tainted, spec: {} });
  await vi.waitFor(() => expect(store.get('pods', metadata)?.spec?.nodeName).toBe(LAB_NODE));
});
