import { type Asker, withheld } from './retrieval.ts';
import type { SetCookie } from './set-cookie.ts';
import { type KeptCookie, keep, type Refusal, type ScopeRule } from './storage.ts';

/** Whether a browser sends a cookie back. */
export type Returned =
  | { readonly returned: true }
  /** `why` is the rest of a sentence on the cookie: `its path /shop does not cover /`. */
  | { readonly returned: false; readonly rule: ScopeRule; readonly why: string };

/**
 * Would a browser send this cookie, set by an answer from `setBy`, along with a GET to `to`, right after (`now`,
 * milliseconds since 1970)? By RFC 6265bis, draft 22, as Chrome and Firefox follow it: on loopback a Secure cookie counts
 * over http, too, which it does not in Safari.
 */
export function returned(cookie: SetCookie, setBy: URL, to: URL, now: number, asker: Asker = 'visit'): Returned {
  const kept = keep(cookie, setBy, now);
  const refusal = 'rule' in kept ? kept : (stillborn(kept, now) ?? withheld(kept, to, now, asker));
  return refusal === undefined ? { returned: true } : { returned: false, ...refusal };
}

function stillborn({ ends }: KeptCookie, now: number): Refusal | undefined {
  return ends !== undefined && ends <= now ? { rule: 'expired', why: 'it ends at once' } : undefined;
}
