import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Every test starts the built command as a process, and some a whole lab.
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
    expect: { poll: { timeout: 10_000, interval: 50 } },
  },
});
