import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';

const results = join(import.meta.dirname, 'results');

/** Debian's Chromium, headless, in a profile of its own. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.STICKY_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The editor as a user meets it: the palette, the sidebar, the questions, the messages. */
export class Workbench {
  readonly page: Page;
  readonly #folder: string;
  #shots = 0;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.#folder = folder;
  }

  /** Opens the editor with Sticky's sidebar in a new page. Screenshots are kept in a folder called `name`. */
  static async open(browser: Browser, url: string, name: string): Promise<Workbench> {
    const folder = join(results, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = new Workbench(page, folder);
    try {
      await page.goto(url);
      await page.locator('.activitybar .action-label[aria-label^="Sticky"]').click();
      await page.locator('.sidebar').getByText('Which pod answers whom').or(workbench.rows(/./)).first().waitFor();
      await workbench.#widenSidebar();
    } catch (error) {
      await workbench.shot('not-open');
      await page.close();
      throw error;
    }
    return workbench;
  }

  /** Wide enough to read what the rows say. */
  async #widenSidebar(): Promise<void> {
    const box = await this.page.locator('.sidebar').boundingBox();
    if (box === null) throw new Error('There is no sidebar.');
    const [x, y] = [box.x + box.width + 1, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 170, y, { steps: 3 });
    await this.page.mouse.up();
    await this.page.mouse.move(x + 400, y);
  }

  /** Keeps what is on screen, numbered in order. */
  async shot(name: string): Promise<void> {
    this.#shots += 1;
    const number = String(this.#shots).padStart(2, '0');
    await this.page.screenshot({ path: join(this.#folder, `${number}-${name}.png`), animations: 'disabled' });
  }

  /** Runs a command by its title in the palette. */
  async run(title: string): Promise<void> {
    await this.#ask('F1', `>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Opens the palette and types into it. A panel that is just being filled takes the focus, which closes it: then once more. */
  async #ask(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    for (let tries = 1; ; tries += 1) {
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: 5_000 });
        return;
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.#ask('Control+P', name);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('tab', { name }).waitFor();
  }

  /** Waits for the question that has this in its title or prompt. */
  async question(text: string | RegExp): Promise<Locator> {
    const widget = this.page.locator('.quick-input-widget:visible').filter({ has: this.page.getByText(text) });
    const byPlaceholder = this.page.locator('.quick-input-widget:visible').filter({
      has: this.page.getByPlaceholder(text),
    });
    const either = widget.or(byPlaceholder).first();
    await either.waitFor();
    return either;
  }

  /** Answers a question with what it offers. */
  async enter(text: string | RegExp): Promise<void> {
    await this.question(text);
    // In its own field: a panel that is just being filled takes the focus for a moment.
    await this.page.locator('.quick-input-widget .quick-input-box input').press('Enter');
  }

  /** Answers a question with something else. */
  async type(text: string | RegExp, answer: string): Promise<void> {
    await this.question(text);
    await this.page.locator('.quick-input-widget .quick-input-box input').fill(answer);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** A row of the sidebar, by its spoken name. */
  row(name: RegExp): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name }).first();
  }

  rows(name: RegExp): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name });
  }

  /** Names of the pods that the sidebar shows. */
  async podNames(): Promise<readonly string[]> {
    const spoken = await this.rows(/^Pod /).evaluateAll((rows) =>
      rows.map((row) => row.getAttribute('aria-label') ?? ''),
    );
    return spoken.map((text) => /^Pod (\S+):/.exec(text)?.[1] ?? text);
  }

  /** Presses a button on a row, which shows while the pointer is over it. */
  async inline(name: RegExp, action: string): Promise<void> {
    const row = this.row(name);
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** Chooses from a row's context menu. */
  async menu(name: RegExp, action: string): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.page.locator('.monaco-menu').getByRole('menuitem', { name: action }).hover();
    // Not by a click: the editor ignores one that comes right after its menu opened.
    await this.page.keyboard.press('Enter');
  }

  /** A message in the corner. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The content of the panel in front. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
