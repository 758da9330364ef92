import { describe, expect, test } from 'vitest';
import { isInstalled, type RouterProgram } from './router-process.ts';
import { runMatrix } from './run.ts';
import { faultLines } from './table.ts';

/** Two backends for every other case, in turn three or ten for the rest; `npm run matrix` asks for all. */
const backends = (index: number) => [[2], [3], [2], [10]][index % 4] ?? [2];

const programs: readonly RouterProgram[] = ['nginx', 'haproxy'];

for (const program of programs) {
  describe.skipIf(!isInstalled(program))(program, () => {
    test('gets the verdict that is true for it, however it is configured', { timeout: 60_000 }, async () => {
      const rows = await runMatrix(program, { runs: 1, seed: 1, backends });
      const faults = rows.flatMap(faultLines);
      // Some routers lose clients by chance; a verdict may understate it once in twenty probes.
      expect(faults.filter((line) => !line.includes('understated:'))).toEqual([]);
      expect(faults.length).toBeLessThan(3);
      expect(rows.length).toBeGreaterThanOrEqual(30);
    });
  });
}
