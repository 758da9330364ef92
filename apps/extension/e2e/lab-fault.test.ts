import { describe, expect } from 'vitest';
import { test } from './editor-test.ts';
import { ask, startLab, stickyApp } from './lab-app.ts';

describe('a fault of the lab', () => {
  const inLight = test.extend({ settings: { 'workbench.colorTheme': 'Light Modern' } });

  inLight('is chosen at a pod, seen in its requests, and ended', async ({ editor }) => {
    await startLab(editor);
    const target = await stickyApp();
    await editor.inline(/^Context sticky-lab/, 'Show Lab Requests');
    await editor.panel.getByRole('status').getByText('Live').waitFor();
    const cookie = await ask(target);
    const rows = editor.panel.locator('tbody tr');
    const [, pod = ''] = /[A-Z]([a-z0-9]{5}) random/.exec((await rows.first().textContent()) ?? '') ?? [];
    const row = new RegExp(`^Pod \\S+-${pod}:`);

    await editor.menu(row, 'Lab Fault');
    await editor.question('What is to go wrong?');
    await editor.shot('offered');
    await editor.type('What is to go wrong?', 'late');
    await editor.enter('What is to go wrong?');
    await editor.toast(/reach pod \S+ 1 s late, until /).waitFor();
    await ask(target, cookie);
    await expect.poll(() => rows.first().textContent()).toMatch(new RegExp(`${pod} cookie.*200.*1[0-9]{3}$`));

    await editor.menu(row, 'Lab Fault');
    await editor.type('What is to go wrong?', 'Kill');
    await editor.enter('What is to go wrong?');
    await editor.row(new RegExp(`^Pod \\S+-${pod}: Running.* 1 restart`)).waitFor();
    await editor.shot('killed');

    await editor.run('Sticky: Lab Fault');
    await editor.enter('Which pod?');
    await editor.type('What is to go wrong?', 'End all');
    await editor.enter('What is to go wrong?');
    await editor.page.locator('.statusbar').getByText('Faults ended: 1').waitFor();
  });
});
