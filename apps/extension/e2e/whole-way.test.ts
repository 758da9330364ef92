import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnLab } from '@sticky/lab';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { type EditorServer, startEditor, vsixPath } from './editor-server.ts';
import { openBrowser, Workbench } from './workbench.ts';

let server: EditorServer;
let browser: Browser;
let editor: Workbench;
const lab = (...parts: readonly string[]) => join(server.home, 'state', 'sticky', 'lab', ...parts);

beforeAll(async () => {
  server = await startEditor(await vsixPath());
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

beforeEach(async ({ task }) => {
  editor = await Workbench.open(browser, server.url, task.name.replaceAll(/\W+/g, '-'));
});
afterEach(async ({ task }: TestContext) => {
  if (task.result?.state === 'fail') await editor.shot('failed');
  await editor.close();
});

describe('the whole way', () => {
  test('from the palette, pressing Enter', async () => {
    await editor.run('Sticky: Start Lab');
    await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
    await editor.shot('lab');

    await editor.run('Sticky: Deploy');
    await editor.question('Name of the app');
    await editor.shot('deploy-asks');
    await editor.press('Enter');
    await editor.enter('Image to run');
    await editor.enter('How many pods');
    await editor.enter('Port that the container listens on');
    await editor.row(/^App sticky-d: 1\/1 ready, not exposed/).waitFor();
    await editor.shot('deployed');

    await editor.run('Sticky: Scale');
    await editor.type(/How many pods \(now 1\)/, '3');
    await editor.press('Enter');
    await editor.row(/^App sticky-d: 3\/3 ready/).waitFor();
    await editor.shot('scaled');

    await editor.run('Sticky: Expose');
    await editor.question('Type of the Service');
    await editor.shot('expose-asks');
    await editor.press('Enter');
    await editor.enter('Also a route through an ingress?');
    await editor.row(/^Service sticky-d: LoadBalancer 127\.\S+, per connection/).waitFor();
    await editor.row(/^App sticky-d: 3\/3 ready, not sticky/).waitFor();

    await editor.run('Sticky: Make Sticky');
    await editor.question('What keeps a client on its pod?');
    await editor.shot('make-sticky-asks');
    await editor.press('Enter');
    await editor.enter('Host of the route, which is made for it');
    await editor.enter('Name of the cookie');
    await editor.enter(/How long it lives/);
    await editor.enter('When the set of pods changes');
    await editor.row(/^App sticky-d: 3\/3 ready, sticky by cookie key/).waitFor();
    await editor.row(/^Route http:\/\/sticky\.info\/: ingress-nginx, cookie key, 60 s, balanced/).waitFor();
    await editor.shot('sticky');

    await editor.run('Sticky: Probe');
    await editor.enter('What?');
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
    await editor.row(/^App sticky-d: .*, proven just now/).waitFor();
    await editor.shot('proven');

    const [before] = await editor.podNames();
    await editor.run('Sticky: Delete Pod');
    await editor.enter(/Which pod\?/);
    await expect.poll(() => editor.podNames()).not.toContain(before);
    await editor.row(/^App sticky-d: 3\/3 ready/).waitFor();
    expect(await editor.podNames()).toHaveLength(3);
    await editor.shot('pod-replaced');

    await editor.run('Sticky: Remove');
    await editor.dialog.getByText(/Deleted: Deployment sticky-d/).waitFor();
    await editor.shot('remove-asks');
    await editor.press('Enter');
    await editor.row(/^No apps yet/).waitFor();

    await editor.run('Sticky: Stop Lab');
    await editor.page.getByRole('button', { name: 'Start Lab' }).last().waitFor();
    await expect.poll(() => existsSync(lab('lab.json'))).toBe(false);
    await editor.shot('lab-stopped');
  });

  test('from the sidebar, with a slip and second thoughts', async () => {
    await editor.page.locator('.welcome-view-content').getByRole('button', { name: 'Start Lab' }).click();
    await editor.row(/^No apps yet/).click();
    await editor.type('Name of the app', 'Not_A_Name');
    await editor.page
      .locator('.quick-input-message')
      .getByText(/cannot name an App/)
      .waitFor();
    await editor.shot('bad-name');
    await editor.press('Enter');
    await editor.type(/cannot name an App/, 'shop');
    await editor.enter('Name of the app');
    await editor.question('Image to run');
    await editor.press('Escape');
    await expect.poll(() => editor.rows(/^App shop/).count()).toBe(0);

    await editor.inline(/^Context sticky-lab/, 'Deploy');
    await editor.type('Name of the app', 'shop');
    for (const question of ['Name of the app', 'Image to run', 'How many pods', /container listens on/]) {
      await editor.enter(question);
    }
    await editor.row(/^App shop: 1\/1 ready/).waitFor();

    await editor.inline(/^App shop/, 'Scale');
    await editor.enter(/How many pods \(now 1\)/);
    await editor.row(/^App shop: 2\/2 ready/).waitFor();

    await editor.inline(/^App shop/, 'Make Sticky');
    await editor.question('What keeps a client on its pod?');
    await editor.press('Escape');
    await editor.menu(/^App shop/, 'Make Sticky');
    for (const question of [/What keeps/, /Host of the route/, /Name of the cookie/, /How long/, /set of pods/]) {
      await editor.enter(question);
    }
    await editor.row(/^App shop: 2\/2 ready, sticky by cookie key/).waitFor();

    await editor.inline(/^Route http/, 'Probe');
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
    await editor.row(/^Warning: .*60 s/).waitFor();
    await editor.shot('route-proven');
    await editor.inline(/^Service shop/, 'Probe');
    await editor.panel
      .getByRole('heading', { name: /connection/ })
      .first()
      .waitFor();
    await editor.shot('service-proven');
    // What the Service shows takes nothing from the proof of the route.
    await editor.row(/^App shop: 2\/2 ready, sticky by cookie key, proven/).waitFor();
    const probed = await editor.panel.locator('body').textContent();
    await editor.page.locator('.editor-actions').getByRole('button', { name: 'Probe' }).click();
    await expect.poll(() => editor.panel.locator('body').textContent()).not.toBe(probed);
    await editor.panel
      .getByRole('heading', { name: /connection/ })
      .first()
      .waitFor();

    const [before] = await editor.podNames();
    await editor.inline(new RegExp(`^Pod ${before}`), 'Delete Pod');
    await expect.poll(() => editor.podNames()).not.toContain(before);
    await editor.row(/^App shop: 2\/2 ready/).waitFor();

    await editor.menu(/^App shop/, 'Remove');
    await editor.dialog.getByRole('button', { name: 'Cancel' }).click();
    await editor.row(/^App shop: 2\/2 ready/).waitFor();
    await editor.menu(/^App shop/, 'Remove');
    await editor.dialog.getByRole('button', { name: 'Remove' }).click();
    await editor.row(/^No apps yet/).waitFor();

    await editor.inline(/^Context sticky-lab/, 'Stop Lab');
    await editor.page.locator('.welcome-view-content').getByRole('button', { name: 'Start Lab' }).waitFor();
  });
});

describe('a cluster that is not the lab', () => {
  const kubeconfig = () => join(server.home, '.kube', 'config');
  afterEach(() => rm(kubeconfig(), { force: true }));

  test('is not touched before it is opened, and its errors stay its own', async () => {
    const ran = join(server.home, 'login-ran');
    await useKubeconfig(kubeconfig(), 'https://127.0.0.1:1', ran);
    await editor.run('Sticky: Refresh');
    const row = editor.row(/^Context prod-eu, namespace shop: not opened/);
    await row.waitFor();
    await editor.shot('not-opened');
    expect(existsSync(ran)).toBe(false);
    await row.click();
    await editor.toast(/login of context "prod-eu" failed/).waitFor();
    await editor.row(/^Context prod-eu, namespace shop: (?!not opened|opening)/).waitFor();
    await editor.shot('does-not-answer');
  });

  test('asks before a change, and names context and namespace', async () => {
    await editor.run('Sticky: Start Lab');
    await editor.row(/^Context sticky-lab/).waitFor();
    // The lab under another name is a cluster like any other.
    const renamed = (await readFile(lab('config'), 'utf8')).replaceAll('sticky-lab', 'prod-eu');
    await mkdir(join(server.home, '.kube'), { recursive: true });
    await writeFile(kubeconfig(), renamed);
    await editor.run('Sticky: Refresh');
    await editor.row(/^Context prod-eu, namespace default: not opened/).click();
    await editor.row(/^Context prod-eu, namespace default: no apps/).waitFor();
    await editor.inline(/^Context prod-eu/, 'Deploy');
    for (const question of ['Name of the app', 'Image to run', 'How many pods', /container listens on/]) {
      await editor.enter(question);
    }
    await editor.dialog.getByText(/In context prod-eu, namespace default/).waitFor();
    await editor.shot('confirm');
    await editor.dialog.getByRole('button', { name: 'Show Changes' }).click();
    await editor.page.locator('.monaco-diff-editor').first().waitFor();
    await editor.toast(/prod-eu/).waitFor();
    await editor.shot('changes');
    expect(await editor.rows(/^App sticky-d/).count()).toBe(0);
    await editor
      .toast(/prod-eu/)
      .getByRole('button', { name: 'Deploy' })
      .click();
    await editor.row(/^App sticky-d: 1\/1 ready/).waitFor();
    await editor.run('Sticky: Stop Lab');
    await expect.poll(() => existsSync(lab('lab.json'))).toBe(false);
  });
});

test('a lab that runs already is found, used, and gone when its owner ends it', async () => {
  const dist = join(import.meta.dirname, '..', 'dist');
  const images = { 'uuid-app': { script: join(dist, 'uuid-app.cjs') } };
  const other = await spawnLab({ stateDir: lab(), images, main: join(dist, 'lab.cjs'), detached: false });
  try {
    await editor.row(/^Context sticky-lab, namespace default: lab started elsewhere, no apps/).waitFor();
    await editor.shot('found');
    await editor.run('Sticky: Stop Lab');
    await editor.dialog.getByText(/started from a terminal or another window/).waitFor();
    await editor.press('Escape');
  } finally {
    await other.close();
  }
  await editor.page.locator('.welcome-view-content').getByRole('button', { name: 'Start Lab' }).waitFor();
});

test('the lab ends with the editor, also when the editor is killed', async () => {
  await editor.run('Sticky: Start Lab');
  await editor.row(/^Context sticky-lab/).waitFor();
  const { pid } = JSON.parse(await readFile(lab('lab.json'), 'utf8'));
  const [, parent] = /^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  process.kill(Number(parent), 'SIGKILL');
  await expect.poll(() => stat(`/proc/${pid}`).catch(() => 'gone'), { timeout: 10_000 }).toBe('gone');
});

/** A kubeconfig whose login leaves a trace when it runs. */
async function useKubeconfig(path: string, serverUrl: string, trace: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const login = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'touch',
    args: [trace],
    interactiveMode: 'Never',
  };
  await writeFile(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'prod', cluster: { server: serverUrl } }],
      users: [{ name: 'me', user: { exec: login } }],
      contexts: [{ name: 'prod-eu', context: { cluster: 'prod', user: 'me', namespace: 'shop' } }],
      'current-context': 'prod-eu',
    }),
  );
}
