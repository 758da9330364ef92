import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { home, test } from './editor-test.ts';

describe('a cluster that is not the lab', () => {
  test('is not touched before it is opened, and its errors stay its own', async ({ editor }) => {
    const ran = join(home.path, 'login-ran');
    await useKubeconfig(home.kubeconfig, 'https://127.0.0.1:1', ran);
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

  test('asks before a change, and names context and namespace', async ({ editor }) => {
    await editor.run('Sticky: Start Lab');
    await editor.row(/^Context sticky-lab/).waitFor();
    // The lab under another name is a cluster like any other.
    const renamed = (await readFile(home.lab('config'), 'utf8')).replaceAll('sticky-lab', 'prod-eu');
    await mkdir(dirname(home.kubeconfig), { recursive: true });
    await writeFile(home.kubeconfig, renamed);
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
    await expect.poll(() => existsSync(home.lab('lab.json'))).toBe(false);
  });
});

/** A kubeconfig whose login leaves a trace when it runs. */
async function useKubeconfig(path: string, serverUrl: string, trace: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
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
