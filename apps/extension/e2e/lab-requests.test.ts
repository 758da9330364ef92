import { describe, expect } from 'vitest';
import { test } from './editor-test.ts';
import { ask, startLab, stickyApp } from './lab-app.ts';
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
    // The palette offers the start of one as soon as the sidebar does.
    await editor.page.locator('.welcome-view-content').getByRole('button', { name: 'Start Lab' }).waitFor();
    await startLab(editor);
    await editor.panel.getByRole('status').getByText('Live').waitFor();
    await expect.poll(() => rows(editor).count()).toBe(0);
  });
});

const rows = (editor: Workbench) => editor.panel.locator('tbody tr');
