import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labels, report } from '../report.fixture.ts';
import { renderHtml } from './html.ts';

const executablePath = process.env.STICKY_CHROMIUM ?? '/usr/bin/chromium';
const installed = await access(executablePath).then(
  () => true,
  () => false,
);

describe.skipIf(!installed)(`a report in a real browser (${installed ? '' : 'skipped: '}${executablePath})`, () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sticky-report-'));
    const file = join(folder, 'report.html');
    await writeFile(file, renderHtml({ ...report, events: [{ at: 3, text: 'pod rdn6q deleted' }] }, { labels }));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is styled under its own policy, and asks for nothing but itself', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    await page.goto(address);
    expect(await page.evaluate<string>('getComputedStyle(document.body).maxWidth')).toBe('1080px');
    expect({ asked, said }).toEqual({ asked: [address], said: [] });
    await page.close();
  });

  test('can be read without a mouse: its picture and its table take the focus', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const focused: string[] = [];
    for (const key of ['Tab', 'Tab', 'Enter', 'Tab']) {
      await page.keyboard.press(key);
      focused.push(await page.locator(':focus').evaluate((element) => element.className || element.tagName));
    }
    expect(focused).toEqual(['picture', 'SUMMARY', 'SUMMARY', 'scroll']);
    expect(await page.getByRole('table', { name: 'Requests, one by one, in the order' }).isVisible()).toBe(true);
    await page.close();
  });

  test('breaks no rule of accessibility that axe knows, in light and in dark', async () => {
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(address);
      await page.locator('summary').click();
      const violations = await violationsOn(page);
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
    await context.close();
  });
});

async function violationsOn(page: Page): Promise<AxeResults['violations']> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.addScriptTag({ content: axe });
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations;
}
