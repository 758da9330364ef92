import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabProcess } from '@sticky/lab';
import { DEFAULT_IMAGE } from '@sticky/manifests';
import { expect, onTestFinished, test } from 'vitest';
import { spawnTestLab } from '../clusters.fixture.ts';
import { type ClusterView, carryOut, connect, deploy, observe } from '../index.ts';
import { startRelay } from './relay.fixture.ts';
import { Views } from './views.fixture.ts';

const TIMEOUT = 60_000;
const app = { name: 'chat', image: DEFAULT_IMAGE, replicas: 1, port: 8080, healthPath: '/' };
/** Milliseconds that the server may take for an answer here. */
const ANSWER = 2_000;

async function createStateFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sticky-cluster-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Ends with the test. */
async function startLab(stateDir: string): Promise<LabProcess> {
  const lab = await spawnTestLab(stateDir);
  onTestFinished(() => lab.close());
  return lab;
}

function closedAtTheEnd<T extends { close(): Promise<void> }>(opened: T): T {
  onTestFinished(() => opened.close());
  return opened;
}

const isStale = ({ staleSince }: ClusterView) => staleSince !== undefined;

test('a server that dies, and another in its place, are both told; what was seen stays', {
  timeout: TIMEOUT,
}, async () => {
  const stateDir = await createStateFolder();
  const first = await startLab(stateDir);
  await using relay = await startRelay(first);
  const cluster = closedAtTheEnd(await relay.connect('default'));
  const views = new Views();
  await carryOut(cluster, await deploy(cluster, app));
  await observe(cluster, views);

  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const dead = await views.until((view) => isStale(view) && view.problems.join().includes('Nothing answers at'));
  expect(dead.apps).toMatchObject([{ name: 'chat' }]);

  // The same state folder, but a certificate and a token of its own.
  const second = await startLab(stateDir);
  relay.leadTo(second.server);
  const foreign = await views.until(({ problems }) => problems.every((line) => line.includes('is not trusted')));
  expect(foreign.problems, 'one line for all watches').toEqual([
    expect.stringMatching(/^The certificate of https:.* is not trusted .*: set certificate-authority of context/),
  ]);
  expect(foreign).toMatchObject({ staleSince: dead.staleSince, apps: [{ name: 'chat' }] });

  closedAtTheEnd(await connect({ kubeconfig: second.kubeconfig, context: second.context }));
});

test.skipIf(process.platform === 'win32')(
  'a server that falls silent makes the view stale, and it recovers',
  {
    timeout: TIMEOUT,
  },
  async () => {
    const lab = await startLab(await createStateFolder());
    // A stopped process hears no other signal.
    onTestFinished(() => void process.kill(lab.pid, 'SIGCONT'));
    const cluster = closedAtTheEnd(
      await connect({ kubeconfig: lab.kubeconfig, context: lab.context, timeout: ANSWER }),
    );
    await carryOut(cluster, await deploy(cluster, app));
    const views = new Views();
    await observe(cluster, { onChange: views.onChange, watchSeconds: 1 });

    process.kill(lab.pid, 'SIGSTOP');
    const silent = await views.until(isStale);
    expect(silent.apps).toMatchObject([{ name: 'chat' }]);
    expect(silent.problems.join()).toContain('did not answer within 2 s');

    process.kill(lab.pid, 'SIGCONT');
    const recovered = await views.until((view) => !isStale(view) && view.problems.length === 0);
    expect(recovered.apps).toMatchObject([{ name: 'chat' }]);
  },
);
