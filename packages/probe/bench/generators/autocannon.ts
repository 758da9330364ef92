import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Generator } from './generator.ts';

const report = z.object({
  requests: z.object({ average: z.number(), total: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  errors: z.number(),
  non2xx: z.number(),
});

export const autocannon: Generator = {
  name: 'autocannon',
  measure: async (workshop, { url, cookie, connections, seconds }) => {
    const script = createRequire(import.meta.url).resolve('autocannon');
    const load = ['-c', String(connections), '-d', String(seconds), '-H', `Cookie=${cookie}`];
    const args = [script, '--json', '--no-progress', ...load, url];
    const { stdout, usage } = await workshop.run(process.execPath, args);
    const { requests, latency, errors, non2xx } = report.parse(JSON.parse(stdout));
    return {
      requestsPerSecond: requests.average,
      ...latency,
      errors: errors + non2xx,
      cpuPerRequest: usage.cpu / requests.total,
      memory: usage.memory,
    };
  },
};
