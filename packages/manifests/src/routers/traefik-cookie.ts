import type { Affinity, CookieAffinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import { lossesOf } from '../render/losses.ts';
import type { Loss } from '../router.ts';

/** Traefik makes a name up where none is given, of `_` and five hex digits that depend on the Service. */
export const NO_NAME: Loss = {
  field: 'name',
  reason: 'Traefik makes a name up, of "_" and five hex digits: give one, so that it stays.',
  instead: '_traefik',
};

/** The fields of a cookie in Traefik's words, by the field's name in small letters. */
export function traefikCookie({ name, maxAgeSeconds, path, domain, secure, sameSite }: CookieAffinity) {
  return {
    name,
    ...(secure !== undefined && { secure }),
    httpOnly: true,
    ...(sameSite !== undefined && { sameSite: sameSite.toLowerCase() }),
    ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
    ...(path !== undefined && { path }),
    ...(domain !== undefined && { domain }),
  };
}

/** What Traefik cannot say of an affinity. */
export function traefikLosses(affinity: Affinity): Loss[] {
  if (affinity.kind === 'client-address') {
    return lossesOf(affinity, { timeoutSeconds: { reason: 'Traefik hashes the address: it never forgets a client.' } });
  }
  if (affinity.kind !== 'cookie') return [];
  return lossesOf(affinity, {
    strength: { reason: "Traefik's cookie always names its pod: adding pods moves nobody.", instead: 'pinned' },
    changeOnFailure: {
      reason:
        'Traefik moves a session when its pod is gone; a failed request is tried again by the retry middleware alone.',
    },
  });
}

/** The versions that know the fields of an affinity, where they are newer than Traefik 3.0. */
export function traefikVersions(affinity: Affinity): string[] {
  if (affinity.kind !== 'cookie') return [];
  return [
    ...(affinity.path === undefined ? [] : ["The cookie's path needs Traefik 3.3."]),
    ...(affinity.domain === undefined ? [] : ["The cookie's domain needs Traefik 3.4."]),
  ];
}

/** @throws ManifestError `unsupported-affinity` */
export function refuseTraefik(kind: string, instead: string): never {
  throw new ManifestError('unsupported-affinity', `Traefik cannot keep clients by ${kind} here: use ${instead}.`);
}
