import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** The tutorial, command by command, on one lab: each test goes on where the one before it stopped. */
describe('the whole way', { concurrent: false }, () => {
  let user: User;
  beforeAll(async () => {
    user = await createUser();
    expect(await user.sticky('lab', 'up')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await user[Symbol.asyncDispose]();
  });

  /** Runs a command that must succeed, and answers what it printed as JSON. */
  async function json(...args: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await user.sticky(...args, '-o', 'json');
    expect({ code, stderr }, args.join(' ')).toMatchObject({ code: 0 });
    return JSON.parse(stdout);
  }

  it('deploys and scales', async () => {
    expect(await json('deploy')).toMatchObject({
      plan: { changes: [{ action: 'create', kind: 'Deployment', name: 'sticky-d' }] },
      app: { replicas: { wanted: 1, ready: 1 } },
    });
    expect(await json('scale', 'sticky-d', '2')).toMatchObject({ app: { replicas: { wanted: 2, ready: 2 } } });
    const again = await user.sticky('scale', 'sticky-d', '2');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to change') });
  });

  it('exposes a Service that pins by the connection only', async () => {
    expect(await json('expose', 'sticky-d')).toMatchObject({ app: { service: { type: 'LoadBalancer' } } });
    expect(await json('probe', 'sticky-d', '--expect', 'connection')).toMatchObject({
      schema: 'sticky.report/v1',
      verdict: { kind: 'sticky-by-connection' },
    });
  });

  it('tells what is not as expected with exit 1, and still reports it', async () => {
    const { code, stdout, stderr } = await user.sticky('probe', 'sticky-d', '--expect', 'sticky', '-o', 'json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'sticky: expected sticky, found sticky-by-connection\n' });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { kind: 'sticky-by-connection' } });
  });

  it('routes a host through an Ingress that does not stick', async () => {
    expect(await json('expose', 'sticky-d', '--host', 'sticky.info')).toMatchObject({
      app: { routes: [{ url: 'http://sticky.info/', affinity: { kind: 'none' } }] },
    });
    expect(await json('probe', 'sticky-d', '--expect', 'not-sticky')).toMatchObject({
      verdict: { kind: 'not-sticky' },
    });
  });

  it('makes the route sticky, proves it, and reports it as a page', async () => {
    const affinity = { kind: 'cookie', name: 'key', maxAgeSeconds: 60, strength: 'hashed' };
    expect(await json('stick', 'sticky-d')).toMatchObject({ app: { routes: [{ affinity }] } });
    const probe = await user.sticky('probe', 'sticky-d', '--expect', 'sticky', '--report', 'report.html');
    expect(probe).toMatchObject({ code: 0, stdout: expect.stringContaining('Sticky by cookie "key".') });
    expect(await readFile(join(user.home, 'report.html'), 'utf8')).toContain('<!doctype html>');
  });

  it('probes the same route by its address alone', async () => {
    const { stdout } = await user.sticky('status', 'sticky-d');
    const at = /http:\/\/sticky\.info\/ at (\S+)/.exec(stdout)?.[1] ?? '';
    await json('probe', 'http://sticky.info/', '--connect-to', at, '--expect', 'sticky');
  });

  it('watches the answers until Ctrl+C', async () => {
    const { child, ended } = user.start('watch', 'sticky-d', '--interval', '0.05');
    await new Promise<void>((resolve) => {
      let lines = 0;
      child.stdout?.on('data', (chunk: Buffer) => {
        lines += chunk.toString().split('\n').length - 1;
        if (lines >= 3) resolve();
      });
    });
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(line).toMatch(/^answer: [0-9a-f-]{36} \/\/\/ cookie: key=\S+$/);
    expect(new Set(lines).size).toBe(1);
  });

  it('watches so many answers as are asked for', async () => {
    const { stdout } = await user.sticky('watch', 'sticky-d', '--count', '2', '--interval', '0.05', '-o', 'json');
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(answers).toEqual([expect.objectContaining({ status: 200 }), expect.objectContaining({ status: 200 })]);
  });

  it('deletes a pod and waits for the next one', async () => {
    const { stdout } = await user.sticky('status', 'sticky-d');
    const gone = /sticky-d-\S+/.exec(stdout)?.[0] ?? '';
    expect(await json('delete-pod', gone)).toMatchObject({ app: { replicas: { ready: 2 } } });
    expect(await user.sticky('delete-pod', gone)).toMatchObject({ code: 1, stdout: '' });
  });

  it.skipIf(!hasKubectl)('asks before it takes a field over from somebody else', async () => {
    const kubeconfig = (await user.sticky('lab', 'kubeconfig')).stdout.trim();
    const scale = ['--kubeconfig', kubeconfig, 'scale', 'deployment/sticky-d', '--replicas=3'];
    await promisify(execFile)('kubectl', scale, { env: { ...process.env, HOME: user.home } });
    const refused = await user.sticky('scale', 'sticky-d', '1');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^sticky: .*replicas.*--force$/m);
    expect(await json('scale', 'sticky-d', '1', '--force')).toMatchObject({ app: { replicas: { ready: 1 } } });
  });

  it('says what an app that does not come up waits for', async () => {
    const { code, stderr } = await user.sticky('deploy', 'broken', '--image', 'no/such-image:1', '--wait', '2s');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sticky: broken is not ready after 2 s: .*$/m);
  });

  it('takes the affinity away, and the app', async () => {
    expect(await json('unstick', 'sticky-d')).toMatchObject({ app: { routes: [{ affinity: { kind: 'none' } }] } });
    await json('remove', 'sticky-d');
    await json('remove', 'broken');
    expect(await json('status')).toMatchObject({ apps: [] });
  });
});
