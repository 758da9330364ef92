import { ProbeError } from './errors.ts';
import type { Report } from './report.ts';
import type { Sample } from './sample.ts';
import type { Target } from './target.ts';

export interface ProbeProgress {
  /** Name of the running experiment. */
  readonly experiment: string;
  /** Requests answered so far, over all experiments. */
  readonly requests: number;
  readonly latest: Sample;
}

export interface ProbeOptions {
  /** JSON pointer (RFC 6901) to what names the backend in a response body. Default `/uuid`. */
  readonly identity?: string;
  /** Odds that a verdict must reach, N to 1. Default 1,000,000. */
  readonly odds?: number;
  /** The most requests that the whole probe may send. Default 400. */
  readonly maxRequests?: number;
  /** Milliseconds before one request counts as failed. Default 5,000. */
  readonly timeout?: number;
  /** How many pods are known to be ready, when the caller knows: tells "one backend" from "always the same one of several". */
  readonly readyBackends?: number;
  /** Seeds the order of requests, so that a run can be repeated. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProbeProgress) => void;
}

/** Finds out what keeps a client on one backend of `target`, and proves it. */
export async function probe(target: Target, options: ProbeOptions = {}): Promise<Report> {
  throw new ProbeError('invalid-url', `not built yet: ${target.url} ${options.identity ?? ''}`);
}
