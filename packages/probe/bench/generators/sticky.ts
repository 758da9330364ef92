import { join } from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';
import type { Workshop } from '../workshop.ts';
import type { Generator } from './generator.ts';

const sessions = 10_000;

const report = z.object({
  answers: z.number(),
  requestsPerSecond: z.number(),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  sessions: z.object({ moved: z.number() }),
  failures: z.record(z.string(), z.number()),
});

/** The probe's own, with a jar and a home for each session. */
export async function bundleSticky({ folder }: Workshop): Promise<Generator> {
  const script = await bundle(folder);
  return {
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
}

/** As users have it: from source, Node's type stripping alone takes tens of megabytes. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'sticky-load.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '..', 'sticky-load.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.19',
    minify: true,
    // Bundled CommonJS packages call `require` for Node's own modules, and ESM has none.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return outfile;
}
