import type { Affinity, CookieAffinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import type { Loss } from '../router.ts';
import { quote } from '../rules/quote.ts';

const PINNED: Fixed = {
  reason: "HAProxy's inserted cookie always names its pod: adding pods moves nobody.",
  instead: 'pinned',
};
const REDISPATCH: Fixed = { reason: 'HAProxy leaves a pod that it cannot reach for another one, whatever the cookie.' };

/** What HAProxy cannot say of an affinity, whoever tells it; `more` is what this one is not told either. */
export function haproxyLosses(affinity: Affinity, more: Parameters<typeof lossesOf>[1] = {}): Loss[] {
  switch (affinity.kind) {
    case 'cookie':
      return lossesOf(affinity, { strength: PINNED, changeOnFailure: REDISPATCH, ...more });
    case 'client-address':
      return lossesOf(affinity, {
        timeoutSeconds: { reason: 'HAProxy hashes the address: it never forgets a client.' },
      });
    default:
      return [];
  }
}

/**
 * The balance algorithm that keeps clients without a cookie; undefined where none is needed.
 *
 * @throws ManifestError `unsupported-affinity` for a header that HAProxy's configuration cannot name.
 */
export function balanceOf(affinity: Affinity): string | undefined {
  if (affinity.kind === 'client-address') return 'source';
  if (affinity.kind !== 'header') return undefined;
  if (/^[A-Za-z0-9._-]+$/.test(affinity.name)) return `hdr(${affinity.name})`;
  throw new ManifestError(
    'unsupported-affinity',
    `HAProxy cannot hash by the header ${quote(affinity.name)}: use one of letters, digits and . _ - alone, such as X-User.`,
  );
}

/** What a balance algorithm keeps clients by; undefined where it keeps none. */
export function affinityOfBalance(algorithm: string): Exclude<Affinity, CookieAffinity> | undefined {
  if (/^\s*source\s*$/.test(algorithm)) return { kind: 'client-address' };
  const header = /^\s*hdr\(([A-Za-z0-9!#$%&'*+.^_`|~-]{1,128})\)\s*$/.exec(algorithm)?.[1];
  return header === undefined ? undefined : { kind: 'header', name: header.toLowerCase() };
}

/**
 * Attributes of a cookie that HAProxy has no words of its own for, each as it is to stand in the answer. HAProxy itself begins with
 * `path=/`; of two paths browsers take the last (RFC 6265 5.3).
 */
export function cookieAttributes({ maxAgeSeconds, path, sameSite }: CookieAffinity): string[] {
  return [
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
    ...(path === undefined ? [] : [`Path=${path}`]),
    ...(sameSite === undefined ? [] : [`SameSite=${sameSite}`]),
  ];
}

/** The values of such attributes by their names in small letters, and those that are no part of an affinity. */
export function readCookieAttributes(attributes: readonly string[]): {
  readonly values: ReadonlyMap<string, string>;
  readonly unknown: readonly string[];
} {
  const parsed = attributes.map((attribute) => {
    const at = attribute.indexOf('=');
    return at === -1 ? ([attribute, ''] as const) : ([attribute.slice(0, at), attribute.slice(at + 1)] as const);
  });
  const known = new Set(['max-age', 'path', 'samesite']);
  return {
    values: new Map(parsed.map(([name, value]) => [name.toLowerCase(), value])),
    unknown: parsed.map(([name]) => name).filter((name) => !known.has(name.toLowerCase())),
  };
}
