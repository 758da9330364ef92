/** How often something is measured, and how long each time. */
export interface Plan {
  readonly rounds: number;
  readonly milliseconds: number;
}

/** How long something took, in milliseconds. */
export interface Taken {
  readonly wall: number;
  /** What the process had of the cores, all threads together. */
  readonly cpu: number;
}

/** What some work gives, and how long it takes. */
export function timed<T>(work: () => T): { readonly result: T; readonly taken: Taken } {
  const start = performance.now();
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, taken: { wall: performance.now() - start, cpu: (user + system) / 1_000 } };
}

/**
 * How often a second of one core some work is done: the median of the rounds. The time that the process had is what
 * counts, its garbage collection on other cores too, so what else the machine does counts little.
 */
export function timesASecond(work: () => void, { rounds, milliseconds }: Plan): number {
  for (const warm = performance.now(); performance.now() - warm < milliseconds; ) work();
  return median(Array.from({ length: rounds }, () => oneRound(work, milliseconds)));
}

function oneRound(work: () => void, milliseconds: number): number {
  const before = process.cpuUsage();
  let count = 0;
  for (const start = performance.now(); performance.now() - start < milliseconds; count += 1) work();
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
