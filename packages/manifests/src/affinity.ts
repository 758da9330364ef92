import * as z from 'zod';
import { number, parseInput, text, useOneOf } from './parse-input.ts';
import { cookieDomainIssue, cookieNameIssue, cookiePathIssue, headerNameIssue } from './rules/http.ts';
import { CLIENT_IP_TIMEOUT, COOKIE_MAX_AGE, rangeIssue } from './rules/range.ts';

/**
 * What becomes of a session when the set of pods changes.
 *
 * - `hashed`: the key is hashed over the pods, so a change of the set moves some sessions (ingress-nginx: `balanced`).
 * - `pinned`: the key names one pod, so adding pods moves nobody (ingress-nginx: `persistent`).
 */
export type Strength = 'hashed' | 'pinned';

/** Whether a browser sends a cookie when another site leads here (RFC 6265bis 5.6.7). */
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

/** Every request may meet another pod. */
export interface NoAffinity {
  readonly kind: 'none';
}

/** An intent: how one client stays on one pod. */
export type Affinity = NoAffinity | CookieAffinity | ClientAddressAffinity | HeaderAffinity;

const none = z.strictObject({ kind: z.literal('none') });
const cookie = z.strictObject({
  kind: z.literal('cookie'),
  name: text(cookieNameIssue),
  strength: z.enum(['hashed', 'pinned']),
  maxAgeSeconds: number((value) => rangeIssue(COOKIE_MAX_AGE, value)).exactOptional(),
  path: text(cookiePathIssue).exactOptional(),
  domain: text(cookieDomainIssue).exactOptional(),
  secure: z.boolean().exactOptional(),
  sameSite: z.enum(['None', 'Lax', 'Strict']).exactOptional(),
  changeOnFailure: z.boolean().exactOptional(),
});
const clientAddress = z.strictObject({
  kind: z.literal('client-address'),
  timeoutSeconds: number((value) => rangeIssue(CLIENT_IP_TIMEOUT, value)).exactOptional(),
});
// Header names are case-insensitive (RFC 9110 5.1): one spelling makes them comparable.
const header = z.strictObject({
  kind: z.literal('header'),
  name: text(headerNameIssue).transform((name) => name.toLowerCase()),
});

const affinity = z.discriminatedUnion('kind', [none, cookie, clientAddress, header], {
  error: ({ code }) =>
    code === 'invalid_union' ? useOneOf(['none', 'cookie', 'client-address', 'header']) : undefined,
});

/**
 * An Affinity of an input from outside; a header's name comes out in small letters.
 *
 * @throws ManifestError `invalid-input`, with an issue for each thing that is wrong.
 */
export function parseAffinity(input: unknown): Affinity {
  return parseInput<Affinity>(affinity, input);
}
