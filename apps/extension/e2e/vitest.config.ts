import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    globalSetup: ['e2e/global-setup.ts'],
    // A cold machine installs the editor first.
    hookTimeout: 300_000,
    testTimeout: 120_000,
    fileParallelism: false,
    // All files in one worker, which keeps one browser.
    isolate: false,
    expect: { poll: { timeout: 30_000 } },
  },
});
