import type { ScopeRule } from '../scope/storage.ts';

/** What to know about a route's cookies besides whether they hold. Plain data; values never enter it. */
export interface Hygiene {
  /** In the order in which the route set them first; their attributes stand in `Report.cookies`. */
  readonly cookies: readonly CookieHygiene[];
  /** The weightiest first. */
  readonly findings: readonly HygieneFinding[];
}

/** What is to be known of one cookie: how long it lives, where it goes, who sets it and what it gives away. */
export interface CookieHygiene {
  readonly name: string;
  /** It holds a session, alone or with others. */
  readonly holds: boolean;
  readonly lifetime: CookieLifetime;
  readonly returned: CookieReturn;
  readonly setBy: CookieOrigin;
  readonly value: CookieValue;
}

/** When a cookie ends. */
export interface CookieLifetime {
  /**
   * `browser`: with the browser. `at-once`: the answer takes it back. `fixed`: it was not renewed when it was sent back.
   * `sliding`: it was. `unknown`: it ends, and was never sent back.
   */
  readonly ends: 'browser' | 'at-once' | 'fixed' | 'sliding' | 'unknown';
  /** Seconds from the answer that sets it, as a browser takes them: 400 days at most. */
  readonly seconds?: number;
}

/** Whether a browser sends the cookie back to the address that was probed: by RFC 6265bis. */
export interface CookieReturn {
  /** When its user asks, or a page of the same site. */
  readonly visit: boolean;
  /** When its user follows a link on another site. */
  readonly link: boolean;
  /** When another site's page asks for something in it: a frame, an image, a fetch. */
  readonly frame: boolean;
  /** Why not even on a visit. */
  readonly rule?: ScopeRule;
  /** The rest of a sentence on the cookie: `its path /shop does not cover /`. */
  readonly why?: string;
}

/** Who sets a cookie, as far as it shows from outside. */
export interface CookieOrigin {
  readonly who: 'router' | 'app' | 'unknown';
  /** One sentence: what says so. */
  readonly because: string;
}

/** What the value of a cookie gives away. */
export interface CookieValue {
  /**
   * `backend`: all clients of a backend get the same value, and no two backends share one. `backend-and-session`: its
   * start does, its end is each client's own. `session`: each client gets its own. `constant`: all get the same.
   */
  readonly names: 'backend' | 'backend-and-session' | 'session' | 'constant' | 'unknown';
  /** `address`: it can be read as an address and port inside the cluster. `name`: as a backend's name. Else `opaque`. */
  readonly reads: 'opaque' | 'name' | 'address';
  /** How it is written, for what can be read: `in plain text`, `in hexadecimal`, `in base64`, `as BIG-IP writes it`. */
  readonly written?: string;
}

/** What is worth knowing about a cookie, or about how the route treats one. */
export interface HygieneFinding {
  readonly id: HygieneFindingId;
  /** `warning`: users or security suffer. `note`: good to know. */
  readonly severity: 'warning' | 'note';
  /** The cookie that it is about, which `text` calls "it". */
  readonly cookie?: string;
  /** One sentence. */
  readonly text: string;
  /** For what was inferred: `log10` of the odds against chance. Absent for what was seen. */
  readonly log10Odds?: number;
}

/** Stable ids. */
export type HygieneFindingId =
  | 'not-returned'
  | 'ends-in-visit'
  | 'lifetime-cut'
  | 'no-secure'
  | 'no-samesite'
  | 'no-httponly'
  | 'loopback-secure'
  | 'readable-address'
  | 'readable-name'
  | 'forged-held'
  | 'forged-refused'
  | 'stale-loose'
  | 'stale-refused'
  | 'duplicate-first'
  | 'duplicate-last'
  | 'duplicate-loose'
  | 'oversized-refused'
  | 'uneven'
  | 'websocket-loose'
  | 'http2-loose'
  | 'http2-by-connection';
