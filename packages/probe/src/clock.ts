import { setTimeout as delay } from 'node:timers/promises';

/** What time it is, and how to let it pass: this machine's, or one made up, on which an hour takes no time. */
export interface Clock {
  /** Milliseconds since some time; they only grow. */
  now(): number;
  /** Milliseconds since 1970. */
  date(): number;
  /** Rejects when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};
