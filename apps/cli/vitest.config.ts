import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Every test starts the built command as a process, and some a whole lab.
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000, maxConcurrency: 2 },
});
