import { findProgram } from '../../../../scripts/bench/find-program.ts';
import type { Generator } from './generator.ts';

/** Undefined where it is missing. */
export function findHey(): Generator | undefined {
  const program = findProgram('hey');
  if (program === undefined) return undefined;
  return {
    name: 'hey',
    measure: async (workshop, { url, cookie, connections, seconds }) => {
      const args = ['-z', `${seconds}s`, '-c', String(connections), '-H', `Cookie: ${cookie}`, url];
      const { stdout, usage } = await workshop.run(program, args);
      const found = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
      const responses = [...stdout.matchAll(/\[(\d{3})\]\s+(\d+) responses/g)];
      const broken = [...(stdout.split('Error distribution:')[1] ?? '').matchAll(/^\s*\[(\d+)\]/gm)];
      const answers = responses.reduce((sum, [, , count]) => sum + Number(count), 0);
      const bad = responses.filter(([, status]) => status !== '200');
      const errors = [...bad.map(([, , count]) => count), ...broken.map(([, count]) => count)];
      return {
        requestsPerSecond: found(/Requests\/sec:\s+([\d.]+)/),
        p50: found(/50% in ([\d.]+) secs/) * 1_000,
        p99: found(/99% in ([\d.]+) secs/) * 1_000,
        errors: errors.reduce((sum, count) => sum + Number(count), 0),
        cpuPerRequest: usage.cpu / answers,
        memory: usage.memory,
      };
    },
  };
}
