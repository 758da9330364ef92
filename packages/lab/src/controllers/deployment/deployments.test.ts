import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Store } from '../../store/store.ts';
import { startCluster } from '../../testing/cluster.ts';
import { deployment } from '../../testing/manifests.ts';
import { isReady } from '../pod-state.ts';

const key = { namespace: 'default', name: 'web' };

function setsOf(store: Store) {
  return store
    .list('replicasets', 'default')
    .map((set) => ({
      revision: set.metadata.annotations?.['deployment.kubernetes.io/revision'],
      image: set.spec?.template?.spec?.containers[0]?.image,
      replicas: set.spec?.replicas,
    }))
    .sort((a, b) => Number(a.revision) - Number(b.revision));
}

function messages(store: Store, reason: string): string[] {
  return store
    .list('events')
    .filter((event) => event.reason === reason)
    .map((event) => event.message ?? '');
}

function setImage(store: Store, image: string): void {
  const current = store.get('deployments', key);
  if (current?.spec === undefined) throw new Error('no deployment');
  const { template } = deployment('web', {}, image).spec ?? {};
  store.update('deployments', { ...current, spec: { ...current.spec, template: template ?? {} } });
}

function setReplicas(store: Store, replicas: number): void {
  const current = store.get('deployments', key);
  if (current?.spec === undefined) throw new Error('no deployment');
  store.update('deployments', { ...current, spec: { ...current.spec, replicas } });
}

async function settled(store: Store, replicas: number, image = 'app:1'): Promise<void> {
  await vi.waitFor(
    () => {
      const found = store.get('deployments', key);
      expect(found?.status).toMatchObject({ observedGeneration: found?.metadata.generation });
      const pods = store
        .list('pods', 'default')
        .filter((pod) => pod.spec?.containers[0]?.image === image && isReady(pod));
      expect(pods).toHaveLength(replicas);
      expect(store.list('pods', 'default')).toHaveLength(replicas);
      expect(found?.status?.availableReplicas ?? 0).toBe(replicas);
    },
    { interval: 2 },
  );
}

describe('a new Deployment', () => {
  test('gets a ReplicaSet of its template and as many pods as it asks for', async () => {
    const store = startCluster();

    store.create('deployments', deployment('web', { replicas: 3 }));

    await settled(store, 3);
    const [set] = store.list('replicasets', 'default');
    const hash = set?.metadata.labels?.['pod-template-hash'];
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    expect(set?.metadata.name).toBe(`web-${hash}`);
    expect(set?.spec?.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(messages(store, 'ScalingReplicaSet')).toEqual([`Scaled up replica set web-${hash} from 0 to 3`]);
  });

  test('tells in its status what kubectl rollout status waits for', async () => {
    const store = startCluster();

    store.create('deployments', deployment('web', { replicas: 2 }));

    await settled(store, 2);
    const found = store.get('deployments', key);
    expect(found?.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(found?.status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
    expect(found?.status).not.toHaveProperty('unavailableReplicas');
    expect(found?.status?.conditions).toEqual([
      expect.objectContaining({ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' }),
      expect.objectContaining({ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }),
    ]);
  });

  test('says that it is not available while its pods are not', async () => {
    const store = startCluster();

    store.create('deployments', deployment('web', { replicas: 1 }, 'broken:1'));

    await vi.waitFor(() => {
      expect(store.get('deployments', key)?.status).toMatchObject({ replicas: 1, unavailableReplicas: 1 });
      expect(store.get('deployments', key)?.status?.conditions).toContainEqual(
        expect.objectContaining({ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' }),
      );
    });
  });

  test('gives up waiting after progressDeadlineSeconds', async () => {
    const store = startCluster();

    store.create('deployments', deployment('web', { replicas: 1, progressDeadlineSeconds: 1 }, 'broken:1'));

    await vi.waitFor(
      () =>
        expect(store.get('deployments', key)?.status?.conditions).toContainEqual(
          expect.objectContaining({ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }),
        ),
      { timeout: 5_000 },
    );
  });
});

describe('scaling', () => {
  test('goes up and down within the same ReplicaSet', async () => {
    const store = startCluster();
    store.create('deployments', deployment('web', { replicas: 1 }));
    await settled(store, 1);

    setReplicas(store, 4);
    await settled(store, 4);
    setReplicas(store, 0);
    await settled(store, 0);

    expect(setsOf(store)).toEqual([{ revision: '1', image: 'app:1', replicas: 0 }]);
    expect(messages(store, 'ScalingReplicaSet').map((message) => message.replace(/.* from/, 'from'))).toEqual(
      expect.arrayContaining(['from 0 to 1', 'from 1 to 4', 'from 4 to 0']),
    );
  });

  test('in the middle of a stuck rollout keeps the proportion of old and new', async () => {
    const store = startCluster();
    const strategy = { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } };
    store.create('deployments', deployment('web', { replicas: 4, strategy }));
    await settled(store, 4);
    setImage(store, 'broken:2');
    await vi.waitFor(() => expect(setsOf(store).map((set) => set.replicas)).toEqual([4, 2]));

    setReplicas(store, 8);

    await vi.waitFor(() => expect(setsOf(store).map((set) => set.replicas)).toEqual([7, 3]));
  });
});

describe('a new template', () => {
  test('is rolled out as the next revision, and an old one again as the one after', async () => {
    const store = startCluster();
    store.create('deployments', deployment('web', { replicas: 2 }));
    await settled(store, 2);

    setImage(store, 'app:2');
    await settled(store, 2, 'app:2');
    setImage(store, 'app:1');
    await settled(store, 2, 'app:1');

    expect(setsOf(store)).toEqual([
      { revision: '2', image: 'app:2', replicas: 0 },
      { revision: '3', image: 'app:1', replicas: 2 },
    ]);
    expect(store.get('deployments', key)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  test('with Recreate starts no new pod before the last old one is gone', async () => {
    const store = startCluster();
    store.create('deployments', deployment('web', { replicas: 3, strategy: { type: 'Recreate' } }));
    await settled(store, 3);
    const mixed: number[] = [];
    onTestFinished(
      store.watch(() => {
        const images = store.list('pods', 'default').map((pod) => pod.spec?.containers[0]?.image);
        mixed.push(new Set(images).size);
      }),
    );

    setImage(store, 'app:2');

    await settled(store, 3, 'app:2');
    expect(Math.max(...mixed)).toBe(1);
  });

  test('waits while the Deployment is paused', async () => {
    const store = startCluster();
    store.create('deployments', deployment('web', { replicas: 1 }));
    await settled(store, 1);
    const before = store.get('deployments', key);
    if (before?.spec === undefined) throw new Error('no deployment');
    const { template } = deployment('web', {}, 'app:2').spec ?? {};

    store.update('deployments', {
      ...before,
      spec: { ...before.spec, paused: true, replicas: 2, template: template ?? {} },
    });

    await settled(store, 2, 'app:1');
    expect(setsOf(store)).toHaveLength(1);
    expect(store.get('deployments', key)?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' }),
    );
  });

  test('leaves as many old ReplicaSets as revisionHistoryLimit allows', async () => {
    const store = startCluster();
    store.create('deployments', deployment('web', { replicas: 1, revisionHistoryLimit: 1 }));
    await settled(store, 1);

    for (const image of ['app:2', 'app:3', 'app:4']) {
      setImage(store, image);
      await settled(store, 1, image);
    }

    await vi.waitFor(() => expect(setsOf(store).map((set) => set.revision)).toEqual(['3', '4']));
  });

  test('is rolled out within maxSurge and maxUnavailable, whatever they are', async () => {
    const bound = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), bound, bound, async (replicas, maxSurge, maxUnavailable) => {
        const store = startCluster();
        const rollingUpdate = { maxSurge, maxUnavailable };
        store.create(
          'deployments',
          deployment('web', { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } }),
        );
        await settled(store, replicas);
        const surge = share(maxSurge, replicas, Math.ceil);
        const unavailable = share(maxUnavailable, replicas, Math.floor);
        const counts: { asked: number; ready: number }[] = [];
        const unwatch = store.watch(() => {
          // The surge bounds what is asked of the sets: pods that leave are not counted, in a real cluster neither.
          const asked = setsOf(store).reduce((sum, set) => sum + (set.replicas ?? 0), 0);
          counts.push({ asked, ready: store.list('pods', 'default').filter(isReady).length });
        });

        setImage(store, 'app:2');
        await settled(store, replicas, 'app:2');
        unwatch();

        expect(Math.max(...counts.map(({ asked }) => asked))).toBeLessThanOrEqual(replicas + surge);
        const least = replicas - (surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas));
        expect(Math.min(...counts.map(({ ready }) => ready))).toBeGreaterThanOrEqual(least);
      }),
      { numRuns: 25 },
    );
  });
});

function share(value: number | string, of: number, round: (share: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * of) / 100);
}
