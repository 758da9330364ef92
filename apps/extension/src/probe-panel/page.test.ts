import { expect, test } from 'vitest';
import { failedPage, waitingPage } from './page.ts';

test.each([
  ['waiting', waitingPage('http://x/"><script>alert(1)</script>', 'n0nce')],
  ['failed', failedPage('http://x/', '<img src=x onerror=alert(1)>', 'n0nce')],
])('the %s page runs and loads nothing but its own', (_, page) => {
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script(?! nonce="n0nce")|<img|<style(?! nonce="n0nce")|style="|<[^>]*\son\w+=/);
});
