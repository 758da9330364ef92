import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { findProgram } from '../../../scripts/bench/find-program.ts';

/** Where Debian keeps servers, which is not on every user's PATH. */
const _SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

export function findTaskset(): string | undefined {
  return cpus().length < 2 ? undefined : findProgram('taskset');
}

export function describeMachine(taskset: string | undefined, load: string): string {
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const pinned =
    taskset === undefined
      ? 'NOT PINNED (no taskset, or one core): the proxies share their core with the load, read the CPU figures'
      : 'each proxy on core 0, load and upstream on core 1';
  return `${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, ${gibibytes} GiB, Node ${process.version}; ${pinned}; load by ${load}`;
}

/** The user's and the system's time of a process so far, all threads, in microseconds. */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field may hold spaces and brackets; the 14th and 15th are utime and stime in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/** How many files a process may have open. */
export function openFileLimit(pid: number): number {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN);
}
