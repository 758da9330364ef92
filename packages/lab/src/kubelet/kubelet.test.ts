import type { Container } from 'kubernetes-types/core/v1.js';
import { describe, expect, test, vi } from 'vitest';
import { MODES } from '../testing/modes.ts';
import { containerOf, patient, READINESS, ready, SERVER, server, TestNode } from '../testing/node.ts';
import { CAN_HANG } from './hang.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.each(MODES)('a pod, in mode %s', (mode) => {
  test('is a process that hears where the address book says', async () => {
    const node = await TestNode.start({ server: SERVER }, mode);

    node.run('web', server({ readinessProbe: READINESS }));

    const pod = await ready(node);
    const env = JSON.parse(await node.ask('web', '/env'));
    expect(env).toMatchObject({
      HOSTNAME: 'web',
      POD_NAME: 'web',
      POD_NAMESPACE: 'default',
      POD_IP: pod?.status?.podIP,
    });
    expect(env.HOST === pod?.status?.podIP).toBe(mode === 'range');
    expect(pod?.status).toMatchObject({ phase: 'Running', hostIP: expect.stringMatching(/^127\./) });
    expect(containerOf(node)).toMatchObject({
      name: 'app',
      ready: true,
      started: true,
      restartCount: 0,
      containerID: expect.stringMatching(/^lab:\/\/[0-9a-f]{64}$/),
      imageID: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      state: { running: { startedAt: expect.any(String) } },
    });
  });

  test('has the port that its manifest names', async () => {
    const node = await TestNode.start({ server: SERVER }, mode);

    node.run('web', server({ ports: [{ containerPort: 9090 }], readinessProbe: { tcpSocket: { port: 9090 } } }));

    await ready(node);
    expect(await node.ask('web', '/', 9090)).toBe('ok');
  });

  test('beside others has an address of its own', async () => {
    const node = await TestNode.start({ server: SERVER }, mode);

    node.run('a', server({ readinessProbe: READINESS }));
    node.run('b', server({ readinessProbe: READINESS }));

    const [a, b] = await Promise.all([ready(node, 'a'), ready(node, 'b')]);
    expect(a?.status?.podIP).not.toBe(b?.status?.podIP);
    expect(await node.ask('a', '/pid')).not.toBe(await node.ask('b', '/pid'));
  });
});

describe('readiness', () => {
  test('comes soon after the first good answer, however long the period is', async () => {
    const node = await TestNode.start({ server: SERVER });
    const begun = performance.now();

    node.run('web', server({ readinessProbe: { ...READINESS, periodSeconds: 60 } }));

    await ready(node);
    expect(performance.now() - begun).toBeLessThan(8_000);
  });

  test('goes after failureThreshold bad answers, and its reason is told', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', server({ readinessProbe: { ...READINESS, periodSeconds: 1, failureThreshold: 1 } }));
    await ready(node);

    await node.ask('web', '/break');

    await vi.waitFor(() => expect(containerOf(node)).toMatchObject({ ready: false, restartCount: 0 }), patient);
    expect(node.events()).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500');
  });

  test('without a probe comes when the program has been loaded', async () => {
    const node = await TestNode.start({ server: SERVER });

    node.run('web', server());

    await ready(node);
    expect(await node.ask('web', '/')).toBe('ok');
  });

  test('waits for the startup probe', async () => {
    const node = await TestNode.start({ server: SERVER });

    node.run('web', server({ startupProbe: { tcpSocket: { port: 8080 } }, readinessProbe: READINESS }));

    await ready(node);
    expect(containerOf(node)?.started).toBe(true);
  });
});

describe('a container that ends', () => {
  test('is started again at once, the second time after a back-off, and its logs are kept apart', async () => {
    const node = await TestNode.start({ crash: `console.log('run ' + process.pid); process.exit(3);` });

    node.run('web', server({ image: 'crash' }));

    await vi.waitFor(
      () =>
        expect(containerOf(node)).toMatchObject({
          restartCount: 1,
          state: {
            waiting: { reason: 'CrashLoopBackOff', message: expect.stringContaining('back-off 10s restarting') },
          },
          lastState: { terminated: { exitCode: 3, reason: 'Error' } },
        }),
      patient,
    );
    expect(node.events()).toContainEqual(
      expect.stringContaining('BackOff: Back-off restarting failed container app in pod web_default'),
    );
    const [last] = await node.log('web');
    const [previous] = await node.log('web', { previous: true });
    expect(last).toMatch(/^run \d+$/);
    expect(previous).not.toBe(last);
  });

  test('by a signal has the exit code that a shell would tell', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', { ...server({ readinessProbe: READINESS }), restartPolicy: 'Never' });
    await ready(node);

    process.kill(Number(await node.ask('web', '/pid')), 'SIGKILL');

    await vi.waitFor(() => expect(node.pod('web')?.status?.phase).toBe('Failed'), patient);
    expect(containerOf(node)?.state?.terminated?.exitCode).toBe(137);
  });

  test('well is done, under restartPolicy OnFailure', async () => {
    const node = await TestNode.start({ task: `console.log('done')` });

    node.run('web', { ...server({ image: 'task' }), restartPolicy: 'OnFailure' });

    await vi.waitFor(() => expect(node.pod('web')?.status?.phase).toBe('Succeeded'), patient);
    expect(containerOf(node)?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  test('because its liveness probe failed is replaced', async () => {
    const node = await TestNode.start({ server: SERVER });
    const livenessProbe = { ...READINESS, periodSeconds: 1, failureThreshold: 1 };
    node.run('web', server({ readinessProbe: READINESS, livenessProbe }));
    await ready(node);
    const before = await node.ask('web', '/pid');

    await node.ask('web', '/break');

    await vi.waitFor(() => expect(containerOf(node)).toMatchObject({ restartCount: 1, ready: true }), patient);
    expect(await node.ask('web', '/pid')).not.toBe(before);
    expect(node.events()).toContain('Killing: Container app failed liveness probe, will be restarted');
  });
});

describe('a pod that is deleted', () => {
  test('is asked to end, and leaves the store when it has', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', server({ readinessProbe: READINESS }));
    await ready(node);
    const pid = Number(await node.ask('web', '/pid'));
    const log: string[] = [];
    const following = (async () => {
      const options = { follow: true, timestamps: false, previous: false, signal: new AbortController().signal };
      for await (const line of node.kubelet.logs({ namespace: 'default', name: 'web' }, options)) log.push(line);
    })();

    node.delete('web');

    await vi.waitFor(() => expect(node.pod('web')).toBeUndefined(), patient);
    await following;
    expect(log.at(-1)).toBe('was asked to end');
    expect(isAlive(pid)).toBe(false);
    expect(node.events()).toContain('Killing: Stopping container app');
  });

  test('is killed when it does not end within its grace period', async () => {
    const node = await TestNode.start({
      deaf: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid)`,
    });
    node.run('web', server({ image: 'deaf' }));
    await ready(node);
    const [pid] = await vi.waitFor(async () => {
      const lines = await node.log('web');
      expect(lines).toHaveLength(1);
      return lines;
    }, patient);

    node.delete('web', 1);

    await vi.waitFor(() => expect(node.pod('web')).toBeUndefined(), patient);
    expect(isAlive(Number(pid))).toBe(false);
  });

  test('a second time with less grace goes sooner', async () => {
    const node = await TestNode.start({ deaf: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);` });
    node.run('web', server({ image: 'deaf' }));
    await ready(node);

    node.delete('web', 600);
    node.delete('web', 1);

    await vi.waitFor(() => expect(node.pod('web')).toBeUndefined(), patient);
  });

  test('by force leaves no process behind', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', server({ readinessProbe: READINESS }));
    await ready(node);
    const pid = Number(await node.ask('web', '/pid'));

    node.store.remove('pods', { namespace: 'default', name: 'web' });

    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patient);
  });

  test('waits for its preStop sleep before it is asked', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', server({ readinessProbe: READINESS, lifecycle: { preStop: { sleep: { seconds: 1 } } } }));
    await ready(node);
    const begun = performance.now();

    node.delete('web');

    expect(await node.ask('web', '/')).toBe('ok');
    await vi.waitFor(() => expect(node.pod('web')).toBeUndefined(), patient);
    expect(performance.now() - begun).toBeGreaterThan(900);
  });
});

describe('what the lab does not have', () => {
  test('an unknown image is ErrImagePull, then ImagePullBackOff', async () => {
    const node = await TestNode.start({ server: SERVER });

    node.run('web', server({ image: 'nobody/nothing:1' }));

    await vi.waitFor(() => expect(containerOf(node)?.state?.waiting?.reason).toBe('ErrImagePull'), patient);
    await vi.waitFor(() => expect(containerOf(node)?.state?.waiting?.reason).toBe('ImagePullBackOff'), patient);
    expect(node.pod('web')?.status?.phase).toBe('Pending');
  });
});

test('two containers of a pod run side by side', async () => {
  const node = await TestNode.start({ server: SERVER });
  const probed = (name: string, port: number): Container => ({
    name,
    image: 'server',
    ports: [{ containerPort: port }],
    readinessProbe: { httpGet: { path: '/', port } },
  });

  node.run('web', { containers: [probed('a', 8080), probed('b', 9090)] });

  await ready(node);
  expect(await node.ask('web', '/pid', 8080)).not.toBe(await node.ask('web', '/pid', 9090));
  expect(await node.log('web', { container: 'b' })).toHaveLength(1);
});

describe.skipIf(!CAN_HANG)('a pod that is made to hang', () => {
  const probed = server({ readinessProbe: { ...READINESS, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 } });

  test('takes connections and answers nothing, which its readiness probe finds out, until it is released', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', probed);
    await ready(node);
    const before = await node.ask('web', '/pid');

    const [hang] = node.kubelet.hang({ namespace: 'default', name: 'web' });

    await vi.waitFor(() => expect(containerOf(node)?.ready).toBe(false), patient);
    const asked = node.ask('web', '/pid');
    await hang?.release();
    expect(await asked).toBe(before);
    await ready(node);
    expect(containerOf(node)?.restartCount).toBe(0);
  });

  test('is killed when it does not end within its grace period, and that is the end of the hang', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', probed);
    await ready(node);
    const pid = Number(await node.ask('web', '/pid'));
    const [hang] = node.kubelet.hang({ namespace: 'default', name: 'web' });

    node.delete('web', 1);

    await vi.waitFor(() => expect(node.pod('web')).toBeUndefined(), patient);
    expect(isAlive(pid)).toBe(false);
    await hang?.over;
  });

  test('ends with its node', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.run('web', probed);
    await ready(node);
    const pid = Number(await node.ask('web', '/pid'));
    const [hang] = node.kubelet.hang({ namespace: 'default', name: 'web' });

    await node.kubelet.close();

    await hang?.over;
    expect(isAlive(pid)).toBe(false);
  });
});

test('a pod that is made to crash is started again as after any crash', async () => {
  const node = await TestNode.start({ server: SERVER });
  node.run('web', server({ readinessProbe: READINESS }));
  await ready(node);

  expect(node.kubelet.crash({ namespace: 'default', name: 'web' })).toBe(true);

  const lastState = { terminated: expect.objectContaining({ exitCode: 137, reason: 'Error' }) };
  await vi.waitFor(() => expect(containerOf(node)).toMatchObject({ restartCount: 1, ready: true, lastState }), patient);
  expect(node.kubelet.crash({ namespace: 'default', name: 'none' })).toBe(false);
});
