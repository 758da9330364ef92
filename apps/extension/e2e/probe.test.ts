import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { test } from './editor-test.ts';
import { startLab, stickyApp } from './lab-app.ts';

describe('a thorough probe', () => {
  test('finds out more, and its report is exported', async ({ editor }) => {
    await startLab(editor);
    await stickyApp();
    await editor.row(/^App sticky-d: 3\/3 ready, sticky by cookie key/).waitFor();

    await editor.menu(/^Route http:\/\/sticky\.info/, 'Probe Thoroughly');
    await editor.question('What else is there to know?');
    await editor.shot('asks');
    await editor.press('Enter');
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
    await editor.row(/^App sticky-d: .*, proven just now/).waitFor();
    await editor.shot('proven');

    for (const [format, end, text] of [
      ['Page', 'html', '<!doctype html>'],
      ['Markdown', 'md', 'Sticky by cookie'],
      ['Data', 'json', '"sticky.report/v1"'],
    ] as const) {
      await editor.run('Sticky: Export Probe Report');
      await editor.type('As what?', format);
      await editor.enter('As what?');
      const input = editor.page.locator('.quick-input-widget .quick-input-box input');
      // It writes the name that it proposes after it has come.
      await expect.poll(() => input.inputValue()).toMatch(new RegExp(`sticky-report\\.${end}$`));
      const file = await input.inputValue();
      await editor.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
      await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain(text);
    }
    await editor.shot('exported');
  });

  test('is stopped, and shows what is known by then', async ({ editor }) => {
    await startLab(editor);
    await stickyApp();
    await editor.menu(/^Route http:\/\/sticky\.info/, 'Probe Thoroughly');
    await editor.type('What else is there to know?', 'When the cookie ends');
    await editor.enter('What else is there to know?');
    await editor.panel.getByText(/^expiry: \d+ requests answered/).waitFor();
    await editor.shot('waits');
    await editor.panel.getByRole('button', { name: 'Stop, and show what is known' }).click();
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
  });
});
