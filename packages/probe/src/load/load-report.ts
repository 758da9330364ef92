import type { ReportIdentity } from '../report.ts';

/** What a load brought to light. Plain data, without secrets: cookie values, credentials and bodies never enter it. */
export interface LoadReport {
  readonly schema: 'sticky.load/v1';
  readonly url: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Milliseconds, from the first request until none was on the way. */
  readonly took: number;
  /** `interrupted` by the caller's signal: what stands here is what was known then. */
  readonly ended: 'done' | 'interrupted';
  readonly seed: number;
  readonly identity: ReportIdentity;
  /** How many were begun, less those that looked for the identity. Those that are no `answers` failed without one, or were on the way when the load was interrupted. */
  readonly requests: number;
  /** Were due by the `rate` and not begun: no connection was free, or no session, for more than a second. */
  readonly skipped: number;
  /** Whole responses, of any status. */
  readonly answers: number;
  /** Answers a second. */
  readonly requestsPerSecond: number;
  /** Of the answers; absent without any. */
  readonly latency?: Latency;
  /** What each backend gave, by its name, in the order in which they were first met. */
  readonly backends: Readonly<Record<string, BackendLoad>>;
  readonly sessions: SessionsLoad;
  readonly cookies: CookiesLoad;
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  /**
   * By stable code. Without a whole response: `timeout`, `ECONNRESET`, `closed-early`, `not-http`, … With one: `redirect`,
   * `bad-status`, `no-identity`, and `excess-bytes` for one that was followed by bytes that nobody had asked for.
   */
  readonly failures: Readonly<Record<string, number>>;
  readonly connections: ConnectionsLoad;
  readonly bytes: { readonly sent: number; readonly received: number };
}

/**
 * Milliseconds, to 3 significant digits, from when a request was due to the last byte of its answer. With a `rate` it is due
 * by the clock, so that a server that stalls is not spared the requests that it kept waiting ("coordinated omission").
 */
export interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What one backend gave. */
export interface BackendLoad {
  readonly answers: number;
  /** Sessions whose first answer it gave. */
  readonly sessions: number;
}

/** How many sessions there were, and how many met another backend. */
export interface SessionsLoad {
  readonly count: number;
  /** Were told at least twice who answered: only they could move. */
  readonly compared: number;
  /** Met another backend than with their answer before, at least once. */
  readonly moved: number;
  /** How often, all sessions together. */
  readonly moves: number;
  /** Of these, with a request that sent no cookie though an earlier one had: what the session held had ended. */
  readonly movesAfterExpiry: number;
  /** How often the session that moved most did. */
  readonly mostMoves: number;
}

/** What became of the cookies that the route set. */
export interface CookiesLoad {
  /** Set-Cookie fields. */
  readonly set: number;
  /** Of these, such that a browser would not send back to this URL. */
  readonly refused: number;
  /** Answers to requests that carried a cookie. */
  readonly sent: number;
  /** Of these, by sessions that had been answered before, and whose answer says who gave it. */
  readonly judged: number;
  /** Of these, answered by the backend of the session's answer before. */
  readonly honoured: number;
}

/** The connections that carried the load. */
export interface ConnectionsLoad {
  /** The most at a time. */
  readonly count: number;
  readonly dialled: number;
  /** Requests that were sent again because the server had closed its kept connection just then, before a byte of an answer. */
  readonly retried: number;
}

/** How far a load has come. */
export interface LoadProgress {
  /** Milliseconds since its start. */
  readonly at: number;
  readonly answers: number;
  readonly requestsPerSecond: number;
  readonly failures: number;
  /** Sessions that moved. */
  readonly moved: number;
}
