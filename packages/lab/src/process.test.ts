import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createApiClient } from './api/testing/api-client.ts';
import { CAN_HANG } from './kubelet/hang.ts';
import { addFault } from './lab-faults.ts';
import { type LabProcess, type LabProcessOptions, labStatus, spawnLab, stopLab } from './process.ts';
import { readKubeconfig } from './state/kubeconfig.ts';
import { IMAGES, MAIN, temporaryFolder } from './testing/lab.ts';
import { SERVER } from './testing/node.ts';

const patient = { timeout: 15_000, interval: 20 };

async function spawnTestLab(options: Partial<LabProcessOptions> = {}): Promise<LabProcess> {
  const stateDir = await temporaryFolder();
  const lab = await spawnLab({ stateDir, images: IMAGES, main: MAIN, detached: false, ...options });
  onTestFinished(() => lab.close());
  return lab;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patient);
}

/** The process that has the pod go on when its lab is gone, as far as the system tells (Linux). */
async function watcherOf(pod: number): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  const found = ids.filter((_id, index) => commands[index]?.endsWith(`\0resume\0${pod}\0`)).map(Number);
  expect(found).toHaveLength(1);
  return found;
}

/** A pod in the lab that tells its pid, and when asked to end takes its time. */
async function runPod(lab: { kubeconfig: string }): Promise<number> {
  const access = readKubeconfig(await readFile(lab.kubeconfig, 'utf8'));
  if (access === undefined) throw new Error('no kubeconfig');
  const api = createApiClient({ ...access, url: access.server });
  onTestFinished(() => api.close());
  const body = { metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'server' }] } };
  await api.call('POST /api/v1/namespaces/default/pods', { body });
  return await vi.waitFor(async () => {
    const { body: log } = await api.call<string | object>('GET /api/v1/namespaces/default/pods/web/log');
    expect(log).toMatch(/^\d+\n/);
    return Number.parseInt(String(log), 10);
  }, patient);
}

async function serverImage() {
  const script = join(await temporaryFolder(), 'server.cjs');
  await writeFile(script, `console.log(process.pid); process.on('SIGTERM', () => {});${SERVER}`);
  return { server: { script } };
}

const REPORT = z.object({ pid: z.number(), kubeconfig: z.string() });

/** Another process that spawns a lab and then waits. */
async function startParent(options: { stateDir: string; detached: boolean }) {
  const all = { ...options, main: MAIN, images: await serverImage() };
  const script = join(await temporaryFolder(), 'parent.ts');
  const text = `import { spawnLab } from ${JSON.stringify(resolve(import.meta.dirname, 'process.ts'))};
const { pid, kubeconfig } = await spawnLab(${JSON.stringify(all)});
process.on('message', () => {});
process.send?.({ pid, kubeconfig });`;
  await writeFile(script, text);
  const parent = fork(script);
  const [message] = await once(parent, 'message');
  return { parent, lab: REPORT.parse(message) };
}

describe('a lab in a process of its own', { timeout: 30_000 }, () => {
  test('is ready within the time that it tells', async () => {
    const begun = performance.now();

    const lab = await spawnTestLab();

    const took = Math.round(performance.now() - begun);
    // Told, not asserted: how fast it is depends on the machine.
    process.stdout.write(`spawned and ready in ${took} ms\n`);
    expect(lab.readyIn).toBeLessThanOrEqual(took);
    expect(lab.pid).not.toBe(process.pid);
    await lab.close();
    await gone(lab.pid);
  });

  test('is found by its folder, and stopped by it', async () => {
    const stateDir = await temporaryFolder();
    const lab = await spawnTestLab({ stateDir, detached: true });

    expect(await labStatus(stateDir)).toMatchObject({ pid: lab.pid, server: lab.server });
    expect(await stopLab(stateDir)).toBe(true);

    await lab.ended;
    expect(isAlive(lab.pid)).toBe(false);
    expect(await labStatus(stateDir)).toBeUndefined();
    expect(await stopLab(stateDir)).toBe(false);
  });

  test('runs once in a folder: of three that start at once, one wins', async () => {
    const stateDir = await temporaryFolder();

    const results = await Promise.allSettled([1, 2, 3].map(() => spawnTestLab({ stateDir })));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(failures).toEqual(failures.map(() => expect.objectContaining({ code: 'already-running' })));
  });

  test('starts again where one was killed', async () => {
    const stateDir = await temporaryFolder();
    const first = await spawnTestLab({ stateDir });
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    expect(await labStatus(stateDir)).toBeUndefined();

    const second = await spawnTestLab({ stateDir });

    expect(await labStatus(stateDir)).toMatchObject({ pid: second.pid });
  });

  test('tells why it could not start', async () => {
    await expect(spawnTestLab({ images: { 'app:1': { script: '/nowhere.cjs' } } })).rejects.toMatchObject({
      code: 'image-missing',
    });
    await expect(spawnTestLab({ execPath: '/nowhere/node' })).rejects.toMatchObject({ code: 'start-failed' });
    await expect(spawnTestLab({ main: join(await temporaryFolder(), 'none.cjs') })).rejects.toMatchObject({
      code: 'start-failed',
    });
  });

  test('leaves nothing when its start is broken off', async () => {
    const stateDir = await temporaryFolder();
    const stop = new AbortController();
    const starting = spawnTestLab({ stateDir, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);

    await expect(starting).rejects.toThrow();
    expect(await labStatus(stateDir)).toBeUndefined();
  });
});

describe('what ends with it', { timeout: 30_000 }, () => {
  test('pods end with a lab that is closed', async () => {
    const lab = await spawnTestLab({ images: await serverImage() });
    const pod = await runPod(lab);

    await lab.close();

    expect(isAlive(pod)).toBe(false);
  });

  test('pods end with a lab that is killed', async () => {
    const lab = await spawnTestLab({ images: await serverImage() });
    const pod = await runPod(lab);

    process.kill(lab.pid, 'SIGKILL');

    await gone(pod);
  });

  test.skipIf(!CAN_HANG).each(['SIGTERM', 'SIGKILL'] as const)(
    'a pod that was made to hang ends with a lab that gets %s, and so does what watches over it',
    async (signal) => {
      const stateDir = await temporaryFolder();
      const lab = await spawnTestLab({ stateDir, images: await serverImage() });
      const pod = await runPod(lab);
      await addFault(stateDir, { kind: 'hang', pod: 'web' });
      const watcher = await watcherOf(pod);

      process.kill(lab.pid, signal);

      await Promise.all([gone(lab.pid), gone(pod), ...watcher.map(gone)]);
    },
  );

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'an attached lab and its pods end with a parent that gets %s',
    async (signal) => {
      const { parent, lab } = await startParent({ stateDir: await temporaryFolder(), detached: false });
      const pod = await runPod(lab);

      parent.kill(signal);

      await Promise.all([gone(lab.pid), gone(pod)]);
    },
  );

  test('a detached lab outlives its parent', async () => {
    const stateDir = await temporaryFolder();
    const { parent, lab } = await startParent({ stateDir, detached: true });
    onTestFinished(async () => void (await stopLab(stateDir)));

    parent.kill('SIGKILL');
    await once(parent, 'exit');

    expect(await labStatus(stateDir)).toMatchObject({ pid: lab.pid });
    expect(await stopLab(stateDir)).toBe(true);
    await gone(lab.pid);
  });
});
