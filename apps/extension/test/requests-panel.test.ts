import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsPage } from '../src/lab-requests/page.ts';
import type { RequestRow, Row, ToPanel } from '../src/lab-requests/protocol.ts';

const executablePath = process.env.STICKY_CHROMIUM ?? '/usr/bin/chromium';
const origin = 'https://panel.example';

/** The page and its script in a browser, with a stand-in for the editor around it. */
describe.skipIf(!existsSync(executablePath))('the panel of requests, in a Chromium', { timeout: 30_000 }, () => {
  let browser: Browser;
  let script: string;
  let page: Page;
  /** What it asked for, and what its policy or its script complained about. */
  let asked: string[];
  let complaints: string[];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sticky-panel-'));
    try {
      const entryPoint = join(import.meta.dirname, '..', 'webview', 'lab-requests.ts');
      await build({ bundle: true, entryPoints: [entryPoint], outfile: join(folder, 'out.js'), logLevel: 'warning' });
      script = await readFile(join(folder, 'out.js'), 'utf8');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 30_000);
  afterAll(() => browser.close());

  beforeEach(async () => {
    page = await browser.newPage();
    asked = [];
    complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push('dialog')));
    await page.route('**', async (route) => {
      const { pathname } = new URL(route.request().url());
      asked.push(pathname);
      if (pathname === '/script.js') await route.fulfill({ body: script, contentType: 'text/javascript' });
      else await route.fulfill({ body: requestsPage(`${origin}/script.js`, 'n0nce'), contentType: 'text/html' });
    });
    await page.addInitScript(`
      const saved = JSON.parse(name || '{}');
      globalThis.said = [];
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => said.push(message),
        getState: () => saved.state,
        setState: (state) => { name = JSON.stringify({ state }); },
      });`);
    await page.goto(origin);
  });
  afterEach(async () => {
    expect(asked.filter((path) => path !== '/favicon.ico').every((path) => ['/', '/script.js'].includes(path))).toBe(
      true,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  const send = (message: ToPanel) => page.evaluate(`postMessage(${JSON.stringify(message)}, '*')`);
  const sendRows = (rows: readonly Row[]) => send({ type: 'rows', rows });
  const rows = () => page.locator('tbody tr');
  const paths = () => page.locator('tbody .request').allTextContents();

  test('says when it is ready, and that there is nothing yet', async () => {
    expect(await page.evaluate('said')).toEqual([{ type: 'ready' }]);
    await page.getByText('Nothing here yet').waitFor();
    await send({ type: 'state', text: 'Live', isLive: true });
    await page.getByRole('status').getByText('Live').waitFor();
  });

  test('is a table that tells each pod by letter and name, newest first', async () => {
    await sendRows([row(1), row(2, { tries: [tried('web-b', 'B', 'refused', true), tried('web-a', 'A', 'retry')] })]);
    await page.getByRole('table', { name: 'Requests to the lab, newest first' }).waitFor();
    const heads = await page.getByRole('columnheader').allTextContents();
    expect(heads).toEqual(['Time', 'Request', 'Route', 'Session', 'Pod and why', 'Status', 'ms']);
    expect(await paths()).toEqual(['/2', '/1']);
    expect(await page.locator('tbody .pods').first().textContent()).toBe('Bb refusedAa retry');
    expect(await page.getByText('Nothing here yet').isVisible()).toBe(false);
  });

  test('shows markup as text, and runs nothing of it', async () => {
    const evil = '"><img src=/evil onerror=alert(1)><script>alert(1)</script>';
    const mark = { kind: 'moved', text: evil } as const;
    await sendRows([
      row(1, { request: evil, route: evil, session: evil, sessionMark: mark, tries: [tried(evil, evil, evil)] }),
      { type: 'gap', text: evil },
    ]);
    expect(await rows().count()).toBe(2);
    expect(await page.locator('img, tbody script').count()).toBe(0);
    expect(await paths()).toEqual([evil]);
  });

  test('keeps 1,000 rows', async () => {
    for (let first = 1; first < 2_500; first += 250) {
      await sendRows(Array.from({ length: 250 }, (_, index) => row(first + index)));
    }
    await expect.poll(() => page.locator('tbody .request').first().textContent()).toBe('/2500');
    expect(await rows().count()).toBe(1_000);
    await page.getByText('1000 requests').waitFor();
    await send({ type: 'clear' });
    await expect.poll(() => rows().count()).toBe(0);
  });

  test('filters as one types, and remembers it while it is hidden', async () => {
    await sendRows([row(1), row(22), row(3)]);
    await page.getByRole('searchbox', { name: 'Filter' }).fill('/22');
    expect(await paths()).toEqual(['/22']);
    await page.getByText('1 of 3 requests').waitFor();
    await sendRows([row(4), row(221)]);
    expect(await paths()).toEqual(['/221', '/22']);

    await page.reload();

    expect(await page.getByRole('searchbox', { name: 'Filter' }).inputValue()).toBe('/22');
    await sendRows([row(1), row(22)]);
    expect(await paths()).toEqual(['/22']);
  });

  test('stands still while it is paused, by the keyboard too', async () => {
    await sendRows([row(1)]);
    await page.getByRole('button', { name: 'Pause' }).press('Enter');
    await sendRows([row(2), row(3)]);
    await page.getByText('3 requests, 2 new').waitFor();
    expect(await paths()).toEqual(['/1']);
    await page.getByRole('searchbox').fill('/');
    expect(await paths()).toEqual(['/1']);

    await page.getByRole('button', { name: 'Resume' }).press('Enter');

    expect(await paths()).toEqual(['/3', '/2', '/1']);
  });

  test('stays where its reader is while rows come above', async () => {
    await sendRows(Array.from({ length: 300 }, (_, index) => row(index)));
    const seen = page.getByText('/100', { exact: true });
    await seen.scrollIntoViewIfNeeded();
    const before = await seen.boundingBox();
    await sendRows(Array.from({ length: 50 }, (_, index) => row(1_000 + index)));
    await page.getByText('350 requests').waitFor();
    await expect.poll(async () => (await seen.boundingBox())?.y).toBe(before?.y);
  });
});

const tried = (pod: string, letter: string, why: string, isFailed = false) => ({
  pod,
  name: pod.replace('web-', ''),
  letter,
  color: 1,
  why,
  isFailed,
});

function row(number: number, changes: Partial<RequestRow> = {}): RequestRow {
  return {
    type: 'request',
    time: '03:04:05.006',
    request: `/${number}`,
    route: 'sticky-i',
    session: 'key#1f2e3d4c',
    sessionMark: undefined,
    tries: [tried('web-a', 'A', 'cookie')],
    tryMark: undefined,
    status: '200',
    isFailed: false,
    milliseconds: '1.3',
    ...changes,
  };
}
