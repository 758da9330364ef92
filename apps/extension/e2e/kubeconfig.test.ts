import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect } from 'vitest';
import { home, test } from './editor-test.ts';
import type { Workbench } from './workbench.ts';

const secret = 'not-for-the-screen';

describe('a kubeconfig', () => {
  test('that is not YAML, then points at nothing: one line each, and the lab works', async ({ editor }) => {
    await useKubeconfig(`users: [{ name: me, user: { token: ${secret} }`);
    await editor.run('Sticky: Refresh');
    await message(editor, /kubeconfig \S+ is not YAML at line \d+ .*correct it/);
    await editor.run('Sticky: Select Context');
    const asked = await editor.question('Where?');
    await asked.getByText(/is not YAML at line/).waitFor();
    await editor.shot('not-yaml');
    await editor.press('Escape');
    expect(await editor.page.locator('body').textContent()).not.toContain(secret);

    await editor.row(/^Start the lab/).click();
    await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
    await message(editor, /is not YAML/);

    await useKubeconfig(
      JSON.stringify({
        clusters: [{ name: 'dead', cluster: { server: 'https://127.0.0.1:1' } }],
        contexts: [
          { name: 'a-dead', context: { cluster: 'dead' } },
          { name: 'b-dangling', context: { cluster: 'gone' } },
          { name: 'c-empty' },
        ],
      }),
    );
    await editor.run('Sticky: Refresh');
    const failures = {
      'c-empty': /cannot be used: cluster: name one/,
      'b-dangling': /names the cluster "gone", which .* does not have: add it/,
      'a-dead': /Nothing answers at https:\/\/127\.0\.0\.1:1 .*: start the cluster, or check the address/,
    };
    for (const [name, reason] of Object.entries(failures)) {
      await editor.row(new RegExp(`^Context ${name}, namespace default: not opened`)).click();
      await editor.toast(reason).waitFor();
      await editor.row(new RegExp(`^Context ${name}, namespace default: .*${reason.source}`)).waitFor();
    }
    await editor.shot('points-at-nothing');
    await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
  });

  const misnamed = test.extend({ settings: { 'sticky.kubeconfig': '/nowhere/at/all' } });
  misnamed('that the setting names, but is not there', async ({ editor }) => {
    await message(editor, /No kubeconfig at \/nowhere\/at\/all: check the path, or start the lab/);
    await editor.row(/^Start the lab/).waitFor();
    await editor.shot('not-there');
    await editor.run('Sticky: Deploy');
    const asked = await editor.question('Where?');
    await asked.getByText(/No kubeconfig at/).waitFor();
    await editor.press('Enter');
    await editor.question('Name of the app');
    await editor.press('Escape');
    await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
  });
});

/** What stands above the rows. */
const message = (editor: Workbench, text: RegExp): Promise<void> =>
  editor.page.locator('.sidebar .tree-explorer-viewlet-tree-view .message').getByText(text).waitFor();

async function useKubeconfig(text: string): Promise<void> {
  await mkdir(dirname(home.kubeconfig), { recursive: true });
  await writeFile(home.kubeconfig, text);
}
