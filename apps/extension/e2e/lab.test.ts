import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnLab } from '@sticky/lab';
import { describe, expect } from 'vitest';
import { home, test } from './editor-test.ts';

describe('the lab in the editor', () => {
  test('one that runs already is found, used, and gone when its owner ends it', async ({ editor }) => {
    const dist = join(import.meta.dirname, '..', 'dist');
    const images = { 'uuid-app': { script: join(dist, 'uuid-app.cjs') } };
    const other = await spawnLab({ stateDir: home.lab(), images, main: join(dist, 'lab.cjs'), detached: false });
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

  test('ends with the editor, also when the editor is killed', async ({ editor }) => {
    await editor.run('Sticky: Start Lab');
    await editor.row(/^Context sticky-lab/).waitFor();
    const { pid } = JSON.parse(await readFile(home.lab('lab.json'), 'utf8'));
    const [, parent] = /^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    process.kill(Number(parent), 'SIGKILL');
    await expect.poll(() => stat(`/proc/${pid}`).catch(() => 'gone')).toBe('gone');
  });
});
