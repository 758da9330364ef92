import { findProgram } from '../machine.ts';
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
      const requestsPerSecond = found(/Requests\/sec:\s+([\d.]+)/);
      const answers = requestsPerSecond * found(/Total:\s+([\d.]+) secs/);
      const good = found(/\[200\]\s+(\d+) responses/);
      return {
        requestsPerSecond,
        p50: found(/50% in ([\d.]+) secs/) * 1_000,
        p99: found(/99% in ([\d.]+) secs/) * 1_000,
        errors: Math.round(answers) - good,
        cpuPerRequest: usage.cpu / answers,
        memory: usage.memory,
      };
    },
  };
}
