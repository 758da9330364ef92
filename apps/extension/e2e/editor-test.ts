import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopLab } from '@sticky/lab';
import type { Browser } from 'playwright-core';
import { test as base, inject } from 'vitest';
import { type Settings, writeSettings } from './editor-server.ts';
import { openBrowser, Workbench } from './workbench.ts';

/** The home that the editor runs in, as its tests see it from outside. */
export interface Home {
  readonly path: string;
  /** A file of the lab's state folder. */
  lab(...parts: readonly string[]): string;
  readonly kubeconfig: string;
}

const path = inject('editorHome');
export const home: Home = {
  path,
  lab: (...parts) => join(path, 'state', 'sticky', 'lab', ...parts),
  kubeconfig: join(path, '.kube', 'config'),
};

/** A test with an editor of its own page, in a home without a lab and a kubeconfig. */
export const test = base.extend<{ browser: Browser; settings: Settings; editor: Workbench }>({
  // What a test sets besides: `test.extend({ settings: … })`.
  settings: {},
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's needs from this pattern
    async ({}, use) => {
      const browser = await openBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  editor: async ({ browser, settings, task }, use) => {
    await writeSettings(path, settings);
    const editor = await Workbench.open(browser, inject('editorUrl'), task.name.replaceAll(/\W+/g, '-'));
    await use(editor);
    if (task.result?.state === 'fail' || task.result?.errors?.length) await editor.shot('failed');
    await editor.close();
    await stopLab(home.lab());
    await rm(home.kubeconfig, { force: true });
  },
});
