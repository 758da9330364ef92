import type { Affinity, CookieAffinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { type CookieReading, readCookie } from '../read/cookie.ts';
import { nginxSeconds } from '../read/nginx-time.ts';
import { lossesOf } from '../render/losses.ts';
import type { Loss, Path } from '../router.ts';
import { clientOfNginxVariable, nginxHeaderVariable } from '../rules/nginx-variable.ts';

/** The cookie of nginx's directive `sticky cookie`, as text. */
export interface NginxCookie {
  readonly name?: string | undefined;
  readonly expires?: string | undefined;
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
  readonly secure?: boolean | undefined;
  readonly samesite?: string | undefined;
}

/** Fields of a cookie that F5 NGINX cannot say, whichever way. */
export function nginxCookieLosses(affinity: Affinity): Loss[] {
  if (affinity.kind === 'client-address') {
    return lossesOf(affinity, { timeoutSeconds: { reason: 'NGINX hashes the address: it never forgets a client.' } });
  }
  if (affinity.kind !== 'cookie') return [];
  return lossesOf(affinity, {
    strength: { reason: 'The cookie of F5 NGINX always names its pod: adding pods moves nobody.', instead: 'pinned' },
    changeOnFailure: {
      reason: 'F5 NGINX passes a failed request to the next pod (next-upstream), whatever the cookie.',
    },
  });
}

/** The parameters of `sticky cookie`, the name first. */
export function nginxCookieParameters(cookie: CookieAffinity): string {
  const { name, maxAgeSeconds, domain, path, secure, sameSite } = cookie;
  return [
    name,
    ...(maxAgeSeconds === undefined ? [] : [`expires=${maxAgeSeconds}s`]),
    ...(domain === undefined ? [] : [`domain=${domain}`]),
    'httponly',
    ...(secure === true ? ['secure'] : []),
    ...(sameSite === undefined ? [] : [`samesite=${sameSite.toLowerCase()}`]),
    ...(path === undefined ? [] : [`path=${path}`]),
  ].join(' ');
}

/** The cookie of the parameters, and those that nginx does not know. */
export function parseNginxCookie(parameters: string): {
  readonly cookie: NginxCookie;
  readonly unknown: readonly string[];
} {
  const [name, ...rest] = parameters.trim().split(/\s+/);
  const values = new Map(
    rest.map((parameter) => {
      const at = parameter.indexOf('=');
      return at === -1 ? [parameter, ''] : [parameter.slice(0, at), parameter.slice(at + 1)];
    }),
  );
  const cookie: NginxCookie = {
    name,
    expires: values.get('expires'),
    domain: values.get('domain'),
    path: values.get('path'),
    samesite: values.get('samesite'),
    ...(values.has('secure') && { secure: true }),
  };
  const known = new Set(['expires', 'domain', 'path', 'samesite', 'secure', 'httponly']);
  return { cookie, unknown: [...values.keys()].filter((key) => !known.has(key)) };
}

/** The cookie as it stands in a document. */
export function readNginxCookie(
  object: KubernetesObject,
  cookie: NginxCookie,
  at: (field: string) => Path,
): CookieReading {
  const { name, expires, domain, path, secure, samesite } = cookie;
  return readCookie(
    object,
    'pinned',
    {
      name: { value: name, path: at('name') },
      maxAgeSeconds: {
        value: expires === undefined ? undefined : (nginxSeconds(expires) ?? expires),
        path: at('expires'),
      },
      domain: { value: domain, path: at('domain') },
      path: { value: path, path: at('path') },
      secure: { value: secure, path: at('secure') },
      sameSite: { value: samesite, path: at('samesite') },
    },
    'route',
  );
}

/** The load balancing method that keeps clients without a cookie; undefined where none is needed. */
export function lbMethodOf(affinity: Affinity): string | undefined {
  if (affinity.kind === 'client-address') return 'ip_hash';
  return affinity.kind === 'header' ? `hash ${nginxHeaderVariable(affinity.name)} consistent` : undefined;
}

/** What a load balancing method keeps clients by; undefined where it keeps none. */
export function affinityOfLbMethod(method: string): ReturnType<typeof clientOfNginxVariable> {
  const [name, key, consistent, ...more] = method.trim().split(/\s+/);
  if (name === 'ip_hash' && key === undefined) return { kind: 'client-address' };
  const hashes = name === 'hash' && more.length === 0 && (consistent === undefined || consistent === 'consistent');
  return hashes && key !== undefined ? clientOfNginxVariable(key) : undefined;
}
