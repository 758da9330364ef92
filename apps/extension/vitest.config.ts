import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    expect: { poll: { timeout: 10_000 } },
    include: ['src/**/*.test.ts', 'webview/**/*.test.ts', 'test/**/*.test.ts'],
    // The editor's API exists in the editor alone. What is tested here needs one function of it: the one that translates.
    alias: { vscode: join(import.meta.dirname, 'test', 'vscode.ts') },
  },
});
