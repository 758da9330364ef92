import type { Target } from './target.ts';

/** One line of the tutorial's loop: who answered, and what the jar held when it was asked. */
export interface WatchAnswer {
  /** ISO 8601. */
  readonly time: string;
  readonly backend?: string;
  readonly status?: number;
  /** The Cookie header that a next request sends (`key=…`), or an empty string. Shown to its owner only: never put it in a report. */
  readonly cookie: string;
  readonly failure?: string;
}

export interface WatchOptions {
  /** JSON pointer to the backend's name. Default `/uuid`. */
  readonly identity?: string;
  /** Milliseconds between requests. Default 1,000. */
  readonly interval?: number;
  /** Milliseconds before one request counts as failed. Default 5,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Asks `target` again and again with one cookie jar, each time on a new connection, until the signal aborts. */
export async function* watch(_target: Target, _options: WatchOptions = {}): AsyncGenerator<WatchAnswer> {}
