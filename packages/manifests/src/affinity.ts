/**
 * What becomes of a session when the set of pods changes.
 *
 * - `hashed`: the key is hashed over the pods, so a change of the set moves some sessions (ingress-nginx: `balanced`).
 * - `pinned`: the key names one pod, so adding pods moves nobody (ingress-nginx: `persistent`).
 */
export type Strength = 'hashed' | 'pinned';

export type SameSite = 'None' | 'Lax' | 'Strict';

/** The router sets a cookie and reads it back. */
export interface CookieAffinity {
  readonly kind: 'cookie';
  /** Cookie name, a token of RFC 6265 section 4.1.1. */
  readonly name: string;
  readonly strength: Strength;
  /** Seconds from the first answer until a browser drops the cookie; without it, the browser session. */
  readonly maxAgeSeconds?: number;
  readonly path?: string;
  readonly domain?: string;
  readonly secure?: boolean;
  readonly sameSite?: SameSite;
  /** Whether a failed try may move the session to another pod (ingress-nginx: `session-cookie-change-on-failure`). */
  readonly changeOnFailure?: boolean;
}

/** The source address of the connection decides. */
export interface ClientAddressAffinity {
  readonly kind: 'client-address';
  /** Seconds of silence after which the address may meet another pod, 1 to 86400. Kubernetes' default is 10800. */
  readonly timeoutSeconds?: number;
}

/** The value of a request header decides. */
export interface HeaderAffinity {
  readonly kind: 'header';
  readonly name: string;
}

export interface NoAffinity {
  readonly kind: 'none';
}

/** An intent: how one client stays on one pod. */
export type Affinity = NoAffinity | CookieAffinity | ClientAddressAffinity | HeaderAffinity;
