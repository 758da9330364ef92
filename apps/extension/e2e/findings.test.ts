import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { home, test } from './editor-test.ts';
import type { Workbench } from './workbench.ts';

const shop = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/affinity: cookie
    nginx.ingress.kubernetes.io/session-cookie-max-age: 172800 # two days
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
`;
const path = join(home.path, 'folder', 'shop.yaml');

describe('open YAML', () => {
  test('has its findings as problems, each with its fix', async ({ editor, onTestFinished }) => {
    await writeFile(path, shop);
    onTestFinished(() => rm(path));
    await editor.openFile('shop.yaml');
    await editor.page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await editor.run('Problems: Focus on Problems View');
    const problem = editor.page.locator('.markers-panel').getByText(/session-cookie-max-age.* is no string/);
    await problem.waitFor();
    await editor.shot('problems');

    await problem.click();
    await editor.run('View: Focus Active Editor Group');
    await editor.run('Quick Fix...');
    await editor.page
      .locator('.action-widget')
      .getByText(/quotes/)
      .waitFor();
    await editor.shot('fix');
    await editor.press('Enter');
    await expect.poll(() => lines(editor)).toContain('session-cookie-max-age: "172800" # two days');
    await problem.waitFor({ state: 'detached' });
    await editor.shot('mended');
    await editor.run('File: Revert File');
  });
});

/** What the editor shows, without the wide spaces that it draws. */
async function lines(editor: Workbench): Promise<string> {
  return ((await editor.page.locator('.view-lines').textContent()) ?? '').replaceAll('\u00a0', ' ');
}
