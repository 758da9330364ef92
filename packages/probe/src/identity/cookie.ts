import { Cookie } from 'tough-cookie';
import type { ReadIdentity } from './answer.ts';
import { digest } from './digest.ts';

/**
 * Reads a cookie that the answer itself sets. What a client already holds says nothing about who answers. Values of
 * cookies enter no report, so the backend is called by a digest of it.
 */
export function readSetCookieNamed(name: string): ReadIdentity {
  return ({ setCookie }) => {
    const set = setCookie.map((header) => Cookie.parse(header)).findLast((cookie) => cookie?.key === name);
    return set?.value ? digest(set.value) : undefined;
  };
}
