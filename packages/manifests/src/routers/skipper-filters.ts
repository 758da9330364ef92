import type { Affinity } from '../affinity.ts';
import { cookieNameIssue, headerNameIssue } from '../rules/http.ts';

const HASH_KEY =
  /consistentHashKey\(\s*"\$\{request\.(?:(cookie|header)\.([^{}"]{1,200})|(clientIP|source|sourceFromLast))\}"\s*\)/;

/** The affinity that a chain of filters makes the key of, and the other filters of the chain. */
export function readFilters(text: unknown): { readonly affinity: Affinity; readonly rest: string } | undefined {
  if (typeof text !== 'string') return undefined;
  const [whole, kind, name = ''] = HASH_KEY.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const rest = text.replace(whole, '').replace(/->/g, '').trim();
  if (kind === 'cookie' && cookieNameIssue(name) === undefined) {
    return { affinity: { kind: 'cookie', name, strength: 'hashed' }, rest };
  }
  if (kind === 'header' && headerNameIssue(name) === undefined) {
    return { affinity: { kind: 'header', name: name.toLowerCase() }, rest };
  }
  return kind === undefined ? { affinity: { kind: 'client-address' }, rest } : undefined;
}
