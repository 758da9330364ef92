import { describe, expect, test, vi } from 'vitest';
import { containerOf, patient, READINESS, ready, SERVER, server, TestNode } from '../testing/node.ts';

describe("a pod's environment", () => {
  test('holds nothing of the environment of the lab', async () => {
    process.env.STICKY_TEST_SECRET = 'secret';
    const node = await TestNode.start({ server: SERVER });

    node.run('web', server({ readinessProbe: READINESS }));

    await ready(node);
    delete process.env.STICKY_TEST_SECRET;
    const names = Object.keys(JSON.parse(await node.ask('web', '/env'))).sort();
    expect(names.filter((name) => !['PATH', 'TMPDIR'].includes(name))).toEqual([
      'HOST',
      'HOSTNAME',
      'POD_IP',
      'POD_NAME',
      'POD_NAMESPACE',
      'PORT',
    ]);
  });

  test('is what the container says: values, fields of the pod, secrets, and references to them', async () => {
    const node = await TestNode.start({ server: SERVER });
    node.store.create('secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: 'default' },
      data: { password: Buffer.from('hunter2').toString('base64') },
    });

    node.run(
      'web',
      server({
        readinessProbe: READINESS,
        env: [
          { name: 'PLAIN', value: 'one' },
          { name: 'BUILT', value: '$(PLAIN) $$(PLAIN) $(UNKNOWN)' },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } },
          { name: 'OWN', value: '$(constructor) $(__proto__)' },
          // A pod does not choose where it listens: that would be beyond loopback.
          { name: 'HOST', value: '0.0.0.0' },
        ],
      }),
    );

    await ready(node);
    expect(JSON.parse(await node.ask('web', '/env'))).toMatchObject({
      PLAIN: 'one',
      BUILT: 'one $(PLAIN) $(UNKNOWN)',
      NODE: 'sticky-lab',
      OWN: '$(constructor) $(__proto__)',
      PASSWORD: 'hunter2',
      HOST: '127.0.0.1',
    });
  });

  test('rules the program, and not the runtime that the program is run with', async () => {
    const node = await TestNode.start({ server: SERVER });
    const env = [
      { name: 'NODE_OPTIONS', value: '--inspect=0.0.0.0:0 --require=/nothing' },
      { name: 'NODE_CHANNEL_FD', value: '99' },
      { name: 'NODE_V8_COVERAGE', value: '/nothing' },
      { name: 'LD_PRELOAD', value: '/nothing.so' },
      { name: 'NULL', value: 'a\0b' },
    ];

    node.run('web', server({ readinessProbe: READINESS, env, args: ['--inspect=0.0.0.0:0', 'a\0b'] }));

    await ready(node);
    expect(JSON.parse(await node.ask('web', '/env'))).toMatchObject({ NODE_OPTIONS: env[0]?.value });
    expect(await node.log('web')).toEqual([expect.stringMatching(/^hears on/)]);
  });

  test('that cannot be made keeps the container from starting', async () => {
    const node = await TestNode.start({ server: SERVER });

    node.run('web', server({ env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'none', key: 'x' } } }] }));

    await vi.waitFor(
      () =>
        expect(containerOf(node)?.state?.waiting).toEqual({
          reason: 'CreateContainerConfigError',
          message: 'secret "none" not found',
        }),
      patient,
    );
  });
});
