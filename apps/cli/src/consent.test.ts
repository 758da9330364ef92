import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlainCluster, type PlainCluster } from './plain-cluster.fixture.ts';
import { createUser, type User } from './sticky.fixture.ts';

describe('on a cluster that is no lab', () => {
  let user: User;
  let cluster: PlainCluster;
  beforeAll(async () => {
    user = await createUser();
    await user.sticky('lab', 'up');
    const lab = await user.sticky('lab', 'kubeconfig');
    cluster = await openPlainCluster(lab.stdout.trim(), join(user.home, 'production.yaml'));
  });
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    await user[Symbol.asyncDispose]();
  });

  it('shows the plan, changes nothing without a yes, and says how to give it', async () => {
    const { code, stdout, stderr } = await user.sticky('deploy', '--kubeconfig', cluster.kubeconfig);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('+ create Deployment sticky-d');
    expect(stderr).toContain('+++ deployment/sticky-d');
    expect(stderr).toContain('+  replicas: 1');
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      'sticky: nothing was changed: say --yes to carry this plan out in context "production", namespace "default"',
    );
    expect(await user.sticky('status', 'sticky-d', '--kubeconfig', cluster.kubeconfig)).toMatchObject({ code: 1 });
  });

  it('carries the plan out with --yes, and asks nothing where nothing would change', async () => {
    const deploy = ['deploy', '--kubeconfig', cluster.kubeconfig, '-o', 'json'];
    const done = await user.sticky(...deploy, '--yes');
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ app: { name: 'sticky-d', replicas: { ready: 1 } } });
    expect(await user.sticky(...deploy)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing to change'),
    });
  });

  it('takes the current context of no file that was not named', async () => {
    const { stdout } = await user.sticky('status', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ context: 'sticky-lab' });
  });
});
