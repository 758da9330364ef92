import type { CookieAffinity } from '../affinity.ts';
import type { Path } from '../router.ts';
import { readCookie } from './cookie.ts';
import { goSeconds } from './go-duration.ts';
import type { Parts } from './parts.ts';

/**
 * The cookie of a hash policy of Istio or Emissary: `{name, path, ttl}` with a ttl as Go writes durations. Envoy makes one only
 * where there is a ttl; `0s` is for the browser session.
 */
export function readTtlCookie(said: Readonly<Record<string, unknown>>, parts: Parts, at: Path): CookieAffinity {
  parts.others(said, at, ['name', 'path', 'ttl']);
  const seconds = typeof said.ttl === 'string' ? goSeconds(said.ttl) : undefined;
  if (seconds === undefined) {
    parts.name(at, 'Without a ttl Envoy makes no cookie: it hashes one that the application sets, if any.');
  }
  const { cookie, unread } = readCookie(
    parts.object,
    'hashed',
    {
      name: { value: said.name, path: [...at, 'name'] },
      path: { value: said.path, path: [...at, 'path'] },
      ...(seconds !== undefined && seconds > 0 && { maxAgeSeconds: { value: seconds, path: [...at, 'ttl'] } }),
    },
    'session',
  );
  parts.unread.push(...unread);
  return cookie;
}
