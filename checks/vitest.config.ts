import { defineConfig } from 'vitest/config';

// The scripts run without anything installed, so they are no package; their tests run with these.
export default defineConfig({
  test: { root: '..', include: ['checks/**/*.test.ts', 'scripts/**/*.test.ts'] },
});
