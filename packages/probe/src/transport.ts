/** How requests travel: `h2` is HTTP/2, of many streams on one connection; `websocket` is a handshake and its first message. */
export type Protocol = 'http/1.1' | 'h2' | 'websocket';

/** One header field as it is sent. */
export type Field = readonly [name: string, value: string];

/** Where a line starts and what it speaks. */
export interface LineOptions {
  /** Local address to dial from. Default: the system's choice. */
  readonly source?: string;
  /** Default `http/1.1`. */
  readonly protocol?: Protocol;
}

/** What one request is to carry beside what all requests to the target carry. */
export interface Order {
  /** The Cookie header; empty for none. */
  readonly cookie: string;
  readonly fields?: readonly Field[];
  /** Path and query, where they are not the target's. */
  readonly path?: string;
}

/** One request as it went over the wire, before anybody asks what it means. */
export interface Exchange {
  /** Number of the TCP connection that carried it, from 1 in the order in which they were dialled; 0 when none was. */
  readonly connection: number;
  /** Milliseconds from sending to the end of the body. */
  readonly took: number;
  /** HTTP status; absent when no response came. */
  readonly status?: number;
  /** The response's header fields but Set-Cookie: names in lower case, several of one name joined by a comma. */
  readonly fields: Readonly<Record<string, string>>;
  readonly setCookie: readonly string[];
  readonly location?: string;
  /** Of a WebSocket: its first message. */
  readonly body?: Uint8Array;
  /** Stable code of what went wrong on the way: `timeout`, `body-too-large`, `ECONNREFUSED`, … */
  readonly failure?: string;
}

/** Carries one request after the other. A network failure is an Exchange; only the caller's own signal makes it reject. */
export interface Line {
  request(order: Order, signal?: AbortSignal): Promise<Exchange>;
  close(): Promise<void>;
}

/** Where lines come from: HTTP, or routers made up in memory. */
export interface Transport {
  /** A line of its own, which dials on its first request and keeps its connection for as long as the other side lets it. */
  open(options?: LineOptions): Line;
  /** Closes every line. Idempotent. */
  close(): Promise<void>;
}
