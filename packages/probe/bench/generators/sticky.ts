import { join } from 'node:path';
import { z } from 'zod';
import type { Generator } from './generator.ts';

const sessions = 10_000;

const script = join(import.meta.dirname, '..', 'sticky-load.ts');

const report = z.object({
  answers: z.number(),
  requestsPerSecond: z.number(),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  sessions: z.object({ moved: z.number() }),
  failures: z.record(z.string(), z.number()),
});

/** The probe's own, with a jar and a home for each session. */
export const sticky: Generator = {
  name: 'sticky',
  measure: async (workshop, { url, connections, seconds }) => {
    const args = [script, url, String(sessions), String(connections), String(seconds)];
    const { stdout, usage } = await workshop.run(process.execPath, args);
    const { answers, requestsPerSecond, latency, failures, sessions: told } = report.parse(JSON.parse(stdout));
    if (told.moved > 0 && !url.endsWith('/plain')) throw new Error(`${told.moved} sessions moved`);
    return {
      requestsPerSecond,
      ...latency,
      errors: Object.values(failures).reduce((sum, count) => sum + count, 0),
      cpuPerRequest: usage.cpu / answers,
      memory: usage.memory,
    };
  },
};
