import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { ProbeError } from '../errors.ts';
import type { LoadProgress } from './load-report.ts';

/** How much load, for how long. It asks as fast as answers come unless `rate` or `thinkTime` says otherwise: mind whose servers these are. */
export interface LoadOptions {
  /** Clients, each with a jar and a home of its own, 1 to 1,000,000. Default 1,000. */
  readonly sessions?: number;
  /**
   * Requests on the way at a time, each on a kept connection: at most half as many as sessions, for it is drawn by lot who asks
   * next. Default: that, and at most 50.
   */
  readonly connections?: number;
  /** Milliseconds, after which no request begins. Default 10,000; with `requests` an hour. */
  readonly duration?: number;
  /** How many requests to begin. Default: as many as the duration allows. */
  readonly requests?: number;
  /**
   * Requests a second, all sessions together. What cannot begin in time for want of a connection begins
   * as soon as there is one, unless that is a second late.
   */
  readonly rate?: number;
  /** Milliseconds that a session rests after an answer. Default 0. */
  readonly thinkTime?: number;
  /** Milliseconds before one request counts as failed, its connection dialled included. Default 5,000. */
  readonly timeout?: number;
  /** What names the backend in an answer, as for `probe`. Default `auto`: found in a few answers before the load begins. */
  readonly identity?: string;
  /** Seeds who asks next. Default: another each time. */
  readonly seed?: number;
  /** Ends the load at once, with a report of what is known so far; before it has begun, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called once a second. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

const hour = 3_600_000;

const schema = z
  .object({
    sessions: z.int().min(1).max(1_000_000).default(1_000),
    connections: z.int().min(1).max(10_000).optional(),
    duration: z.number().min(1).max(hour).optional(),
    requests: z.int().min(1).max(1e12).default(Number.POSITIVE_INFINITY),
    rate: z.number().min(0.001).max(1_000_000).default(Number.POSITIVE_INFINITY),
    thinkTime: z.number().min(0).max(hour).default(0),
    timeout: z.number().min(1).max(600_000).default(5_000),
    identity: z.string().default('auto'),
    seed: z.int().default(() => randomInt(2 ** 31)),
  })
  .transform((options) => ({
    ...options,
    connections: options.connections ?? Math.min(50, mostConnections(options.sessions)),
    duration: options.duration ?? (options.requests < Number.POSITIVE_INFINITY ? hour : 10_000),
  }));

export type ParsedLoadOptions = z.infer<typeof schema>;

/** @throws ProbeError `invalid-option`, naming the first option that is out of its range */
export function parseLoadOptions(options: LoadOptions): ParsedLoadOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProbeError(
      'invalid-option',
      `Option ${issue?.path.join('.') ?? ''} is out of its range: ${issue?.message ?? ''}.`,
    );
  }
  const { sessions, connections } = parsed.data;
  if (connections > mostConnections(sessions)) {
    // A router that serves in turns shows clients that ask in turns the same backend each time, and looks sticky.
    throw new ProbeError(
      'invalid-option',
      `Option connections is out of its range: with ${connections} of them, give at least ${2 * connections} sessions, so that there is somebody to draw from.`,
    );
  }
  return parsed.data;
}

function mostConnections(sessions: number): number {
  return Math.max(1, Math.floor(sessions / 2));
}
