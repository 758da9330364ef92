import type { Workshop } from '../workshop.ts';

export interface LoadOrder {
  readonly url: string;
  /** The Cookie header that those send who keep none. */
  readonly cookie: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly requestsPerSecond: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that are no 2xx, and requests without one. */
  readonly errors: number;
  /** Microseconds of CPU for one request, all threads, user's and system's, the program's start included. */
  readonly cpuPerRequest: number;
  /** The most memory that was resident, in bytes. */
  readonly memory: number;
}

export interface Generator {
  readonly name: string;
  measure(workshop: Workshop, order: LoadOrder): Promise<Measured>;
}
