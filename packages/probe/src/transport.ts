/** One request as it went over the wire, before anybody asks what it means. */
export interface Exchange {
  /** Number of the TCP connection that carried it, from 1 in the order in which they were dialled; 0 when none was. */
  readonly connection: number;
  /** Milliseconds from sending to the end of the body. */
  readonly took: number;
  /** HTTP status; absent when no response came. */
  readonly status?: number;
  readonly setCookie: readonly string[];
  readonly location?: string;
  readonly body?: Uint8Array;
  /** Stable code of what went wrong on the way: `timeout`, `body-too-large`, `ECONNREFUSED`, … */
  readonly failure?: string;
}

/** Carries one request after the other. A network failure is an Exchange; only the caller's own signal makes it reject. */
export interface Line {
  request(cookie: string, signal?: AbortSignal): Promise<Exchange>;
  close(): Promise<void>;
}

/** Where lines come from: HTTP, or routers made up in memory. */
export interface Transport {
  /** A line of its own, which dials on its first request and keeps its connection for as long as the other side lets it. */
  open(): Line;
  /** Closes every line. Idempotent. */
  close(): Promise<void>;
}
