import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

export function describeMachine(taskset: string | undefined): string {
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const pinned = taskset === undefined ? 'NOT PINNED (no taskset, or one core)' : 'nginx on core 0, the load on core 1';
  return `${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, ${gibibytes} GiB, Node ${process.version}; ${pinned}`;
}

/** What a process has used so far. */
export interface Usage {
  /** User's and system's time of all threads, in microseconds; counted by the system in steps of 10 ms. */
  readonly cpu: number;
  /** The most memory that was resident, in bytes. */
  readonly memory: number;
}

/** Undefined when there is no such process any more. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field may hold spaces and brackets; the 14th and 15th are utime and stime in ticks of 10 ms.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak === undefined) return undefined;
    return { cpu: (Number(fields[11]) + Number(fields[12])) * 10_000, memory: Number(peak) * 1024 };
  } catch {
    return undefined;
  }
}
