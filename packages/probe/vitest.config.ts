import { defineConfig } from 'vitest/config';

// Statistics over hundreds of probes take their time on a busy machine.
export default defineConfig({ test: { testTimeout: 30_000 } });
