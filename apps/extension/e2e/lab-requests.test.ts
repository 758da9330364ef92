import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { carryOut, connect, deploy, expose, getApp, reach, stick, waitUntilReady } from '@sticky/cluster';
import { DEFAULT_AFFINITY } from '@sticky/manifests';
import type { Target } from '@sticky/probe';
import { describe, expect } from 'vitest';
import { home, test } from './editor-test.ts';
import type { Workbench } from './workbench.ts';

describe('the requests to the lab', () => {
  test('are shown as they happen: who answered, why, and who moved', async ({ editor }) => {
    await startLab(editor);
    await editor.inline(/^Context sticky-lab/, 'Show Lab Requests');
    await editor.panel.getByText('Nothing here yet').waitFor();
    await editor.panel.getByRole('status').getByText('Live').waitFor();
    const target = await stickyApp();

    const cookie = await ask(target);
    for (let count = 0; count < 3; count += 1) await ask(target, cookie);
    for (let count = 0; count < 4; count += 1) await ask(target);

    await expect.poll(() => rows(editor).count()).toBe(8);
    const [first = '', second = ''] = (await rows(editor).allTextContents()).reverse();
    const [, session = '', pod = ''] = /key#([0-9a-f]{8})new.*?[A-Z]([a-z0-9]{5}) random/.exec(first) ?? [];
    expect(second).toMatch(new RegExp(`key#${session}[A-Z]${pod} cookie`));
    await editor.shot('requests');
    await editor.panel.getByRole('searchbox', { name: 'Filter' }).fill(session);
    await expect.poll(() => rows(editor).count()).toBe(4);

    // The editor ends what runs in a panel that is hidden: it starts anew, and shows the same.
    await editor.run('Sticky: Probe');
    await editor.enter('What?');
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
    await editor.page.getByRole('tab', { name: 'Lab Requests' }).click();
    await expect.poll(() => rows(editor).count()).toBe(4);

    await editor.inline(new RegExp(`^Pod \\S+-${pod}:`), 'Delete Pod');
    await expect.poll(() => editor.podNames().then((names) => names.join())).not.toContain(pod);
    await ask(target, cookie);
    await editor.panel.getByText('moved').waitFor();
    await editor.shot('moved');

    await editor.run('Sticky: Stop Lab');
    await editor.panel.getByRole('status').getByText('No lab runs.').waitFor();
    await editor.shot('lab-ended');
    await startLab(editor);
    await editor.panel.getByRole('status').getByText('Live').waitFor();
    await expect.poll(() => rows(editor).count()).toBe(0);
  });
});

const rows = (editor: Workbench) => editor.panel.locator('tbody tr');

async function startLab(editor: Workbench): Promise<void> {
  await editor.run('Sticky: Start Lab');
  await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
}

/** An app of three pods with a route that its cookie makes sticky. */
async function stickyApp(): Promise<Target> {
  const cluster = await connect({ kubeconfig: home.lab('config'), context: 'sticky-lab' });
  try {
    const input = { name: 'sticky-d', image: 'uuid-app', replicas: 3, port: 8080, healthPath: '/' };
    await carryOut(cluster, await deploy(cluster, input));
    const route = { host: 'sticky.info', path: '/' };
    await carryOut(cluster, await expose(cluster, { name: 'sticky-d', serviceType: 'LoadBalancer', route }));
    await carryOut(cluster, await stick(cluster, { name: 'sticky-d', affinity: DEFAULT_AFFINITY }));
    await waitUntilReady(cluster, 'sticky-d');
    return reach(await getApp(cluster, 'sticky-d'), 'route');
  } finally {
    await cluster.close();
  }
}

/** One request on a connection of its own; resolves to the cookie that it set. */
async function ask({ url, connectTo }: Target, cookie?: string): Promise<string | undefined> {
  const headers = { host: new URL(url).host, ...(cookie !== undefined && { cookie }) };
  const asked = request({ ...connectTo, path: '/', headers, agent: false }).end();
  const [response]: IncomingMessage[] = await once(asked, 'response');
  response?.resume();
  return response?.headers['set-cookie']?.[0]?.split(';')[0];
}
