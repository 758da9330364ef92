import { describe, expect, test, vi } from 'vitest';
import type { Store } from '../store/store.ts';
import { startCluster } from '../testing/cluster.ts';
import { pod, service } from '../testing/manifests.ts';

function slicesOf(store: Store, name: string) {
  return store
    .list('endpointslices', 'default')
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === name);
}

const labels = { app: 'web' };

describe('the EndpointSlice of a Service', () => {
  test('lists the pods that the selector chooses, with their port and their identity', async () => {
    const store = startCluster();
    store.create('pods', pod('one', labels));
    store.create('pods', pod('other', { app: 'else' }));

    store.create('services', service('web'));

    await vi.waitFor(() => expect(slicesOf(store, 'web')[0]?.endpoints).toHaveLength(1));
    const [slice] = slicesOf(store, 'web');
    expect(slice).toMatchObject({ addressType: 'IPv4', ports: [{ name: '', port: 8080, protocol: 'TCP' }] });
    expect(slice?.endpoints[0]).toMatchObject({
      addresses: [store.get('pods', { namespace: 'default', name: 'one' })?.status?.podIP],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'sticky-lab',
      targetRef: { kind: 'Pod', name: 'one', namespace: 'default' },
    });
  });

  test('keeps a pod that is not ready, as not ready, unless the Service publishes those too', async () => {
    const store = startCluster();
    store.create('pods', pod('one', labels, { containers: [{ name: 'app', image: 'broken:1' }] }));

    store.create('services', service('web'));
    store.create('services', service('early', { selector: labels, publishNotReadyAddresses: true }));

    await vi.waitFor(() => expect(slicesOf(store, 'web')[0]?.endpoints[0]?.conditions?.ready).toBe(false));
    await vi.waitFor(() =>
      expect(slicesOf(store, 'early')[0]?.endpoints[0]?.conditions).toEqual({
        ready: true,
        serving: false,
        terminating: false,
      }),
    );
  });

  test('shows a pod on its way out as terminating, still serving, no longer ready', async () => {
    const store = startCluster();
    const { metadata } = store.create('pods', pod('one', labels));
    store.create('services', service('web'));
    await vi.waitFor(() => expect(slicesOf(store, 'web')[0]?.endpoints[0]?.conditions?.ready).toBe(true));

    const running = store.get('pods', metadata);
    if (running?.spec === undefined) throw new Error('no pod');
    // No kubelet looks at a pod of another node.
    const spec = { ...running.spec, nodeName: 'elsewhere' };
    store.update('pods', {
      ...running,
      spec,
      metadata: { ...running.metadata, deletionTimestamp: '2030-01-01T00:00:00Z' },
    });

    await vi.waitFor(() =>
      expect(slicesOf(store, 'web')[0]?.endpoints[0]?.conditions).toEqual({
        ready: false,
        serving: true,
        terminating: true,
      }),
    );
  });

  test('resolves named target ports, one slice for each set of numbers', async () => {
    const store = startCluster();
    const listening = (containerPort: number) => ({
      containers: [{ name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort }] }],
    });
    store.create('pods', pod('old', labels, listening(8080)));
    store.create('pods', pod('new', labels, listening(9090)));

    store.create('services', service('web', { ports: [{ name: 'web', port: 80, targetPort: 'http' }] }));

    await vi.waitFor(() =>
      expect(
        slicesOf(store, 'web')
          .flatMap(({ ports }) => ports?.map(({ name, port }) => `${name} ${port}`))
          .sort(),
      ).toEqual(['web 8080', 'web 9090']),
    );
  });

  test('takes a name for the port of its own protocol, and leaves out a port that a pod has not', async () => {
    const store = startCluster();
    const ports = [
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'dns', containerPort: 5353 },
    ];
    store.create('pods', pod('one', labels, { containers: [{ name: 'app', image: 'app:1', ports }] }));

    const wanted = [
      { name: 'tcp', port: 53, targetPort: 'dns' },
      { name: 'udp', port: 53, targetPort: 'dns', protocol: 'UDP' },
      { name: 'web', port: 80, targetPort: 'http' },
    ];
    store.create('services', service('web', { ports: wanted }));

    await vi.waitFor(() =>
      expect(slicesOf(store, 'web')[0]?.ports).toEqual([
        { name: 'tcp', port: 5353, protocol: 'TCP' },
        { name: 'udp', port: 53, protocol: 'UDP' },
      ]),
    );
  });

  test('goes with its Service', async () => {
    const store = startCluster();
    const { metadata } = store.create('services', service('web'));
    await vi.waitFor(() => expect(slicesOf(store, 'web')).toHaveLength(1));

    store.remove('services', metadata);

    await vi.waitFor(() => expect(slicesOf(store, 'web')).toHaveLength(0));
  });

  test('is not touched where a Service has no selector', async () => {
    const store = startCluster();
    const { metadata, ...rest } = service('web');
    store.create('services', { ...rest, metadata, spec: { ports: [{ port: 80 }] } });
    store.create('services', service('later'));

    await vi.waitFor(() => expect(slicesOf(store, 'later')).toHaveLength(1));
    expect(slicesOf(store, 'web')).toHaveLength(0);
  });
});
