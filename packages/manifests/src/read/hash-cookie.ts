import type { KubernetesObject } from '../objects.ts';
import type { Path } from '../router.ts';
import type { Sticking } from './by-affinity.ts';
import { readCookie, type Said, type SaidCookie } from './cookie.ts';
import { partsOf } from './parts.ts';
import { readMaxAge } from './session-persistence.ts';

/** A cookie that Envoy hashes. It makes one only when there is a `ttl`; one of 0 s is for the browser session. */
export function readHashCookie(
  object: KubernetesObject,
  path: Path,
  said: Omit<SaidCookie, 'maxAgeSeconds'>,
  ttl: Said,
): Sticking {
  const parts = partsOf(object);
  if (ttl.value === undefined || ttl.value === null) {
    parts.name(path, 'Without a ttl Envoy makes no cookie: it hashes one that the application sets, if any.');
  }
  const value = typeof ttl.value === 'string' ? readMaxAge(ttl.value, ttl.path, parts) : undefined;
  const { cookie, unread } = readCookie(
    object,
    'hashed',
    { ...said, maxAgeSeconds: { value, path: ttl.path } },
    'session',
  );
  return { affinity: cookie, unread: [...parts.unread, ...unread] };
}
