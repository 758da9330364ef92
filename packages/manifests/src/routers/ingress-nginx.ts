import type { Affinity, CookieAffinity, HeaderAffinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { byPathType, readIngress } from '../read/ingress.ts';
import { ingressOf } from '../render/ingress.ts';
import type { Loss, Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import {
  INGRESS_NGINX_ANNOTATIONS as ANNOTATION,
  type IngressNginxSettings,
  readIngressNginx,
} from './ingress-nginx-annotations.ts';

/** An Ingress of kubernetes/ingress-nginx: affinity by cookie, or by hashing an address or a header. */
export const ingressNginx: Router = {
  id: 'ingress-nginx',
  title: 'ingress-nginx',
  strengths: ['hashed', 'pinned'],
  status: 'retired',
  minimumVersion: 'ingress-nginx 0.36',
  notes: [],
  className: 'nginx',
  documentation:
    'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity',
  marks: {
    controllers: ['k8s.io/ingress-nginx'],
    annotations: ['nginx.ingress.kubernetes.io/'],
    classNames: ['nginx'],
  },
  render,
  read,
};

/** What a hash of the source address looks like in nginx; the binary form is the shorter key. */
const CLIENT_ADDRESS = '$binary_remote_addr';

function render(routing: Routing, affinity: Affinity): Rendered {
  const ingress = ingressOf(routing);
  if (affinity.kind === 'none') return { objects: [ingress], losses: [] };
  const annotations = annotationsOf(affinity);
  return { objects: [{ ...ingress, metadata: { ...ingress.metadata, annotations } }], losses: lossesOf(affinity) };
}

function annotationsOf(affinity: Exclude<Affinity, { kind: 'none' }>): Record<string, string> {
  switch (affinity.kind) {
    case 'cookie':
      return cookieAnnotations(affinity);
    case 'client-address':
      return { [ANNOTATION.hashBy]: CLIENT_ADDRESS };
    case 'header':
      return { [ANNOTATION.hashBy]: headerVariable(affinity) };
  }
}

function cookieAnnotations(cookie: CookieAffinity): Record<string, string> {
  return {
    [ANNOTATION.affinity]: 'cookie',
    [ANNOTATION.affinityMode]: cookie.strength === 'pinned' ? 'persistent' : 'balanced',
    [ANNOTATION.cookieName]: cookie.name,
    ...(cookie.maxAgeSeconds !== undefined && { [ANNOTATION.cookieMaxAge]: String(cookie.maxAgeSeconds) }),
    ...(cookie.path !== undefined && { [ANNOTATION.cookiePath]: cookie.path }),
    ...(cookie.domain !== undefined && { [ANNOTATION.cookieDomain]: cookie.domain }),
    ...(cookie.secure === true && { [ANNOTATION.cookieSecure]: 'true' }),
    ...(cookie.sameSite !== undefined && { [ANNOTATION.cookieSameSite]: cookie.sameSite }),
    ...(cookie.changeOnFailure !== undefined && { [ANNOTATION.cookieChangeOnFailure]: String(cookie.changeOnFailure) }),
  };
}

/** nginx names a header `$http_x_user`, and drops headers whose own name has a `_` (underscores_in_headers is off). */
function headerVariable({ name }: HeaderAffinity): string {
  if (/^[A-Za-z0-9-]+$/.test(name)) return `$http_${name.toLowerCase().replaceAll('-', '_')}`;
  throw new ManifestError(
    'unsupported-affinity',
    `nginx cannot hash by the header ${quote(name)}: use one of letters, digits and "-" alone, such as X-User.`,
  );
}

function lossesOf(affinity: Affinity): Loss[] {
  if (affinity.kind === 'cookie' && affinity.secure === false) {
    return [{ field: 'secure', reason: 'ingress-nginx cannot leave Secure out: a cookie set over TLS always has it.' }];
  }
  if (affinity.kind === 'client-address' && affinity.timeoutSeconds !== undefined) {
    return [
      {
        field: 'timeoutSeconds',
        reason: 'ingress-nginx hashes the address: it never forgets a client, so there is no timeout.',
      },
    ];
  }
  return [];
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): Reading[] => {
    const { problems, settings } = readIngressNginx(object.metadata.annotations ?? {});
    const routing = readIngress(object, byPathType(settings.useRegex ? 'regex' : 'prefix'))?.routing;
    if (routing === undefined) return [];
    const rejected = problems.some(({ effect }) => effect === 'rejected');
    return [
      {
        routing,
        affinity: rejected ? { kind: 'none' } : affinityOf(settings),
        from: [object],
        assumed: [],
        unread: [],
      },
    ];
  });
}

function affinityOf(settings: IngressNginxSettings): Affinity {
  // A canary has its primary's affinity, whatever it says itself.
  if (settings.canary !== undefined) return { kind: 'none' };
  return settings.affinity ? cookieAffinity(settings.mode, settings.cookie) : hashAffinity(settings.hashBy);
}

function cookieAffinity(mode: IngressNginxSettings['mode'], cookie: IngressNginxSettings['cookie']): CookieAffinity {
  const { name, path, domain, secure, sameSite, changeOnFailure } = cookie;
  // A browser goes by Max-Age where it has both (RFC 6265 5.3).
  const maxAgeSeconds = cookie.maxAge ?? cookie.expires;
  return {
    kind: 'cookie',
    name,
    strength: mode === 'persistent' ? 'pinned' : 'hashed',
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(path !== undefined && { path }),
    ...(domain !== undefined && { domain }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
    ...(changeOnFailure !== undefined && { changeOnFailure }),
  };
}

/** A hash by anything else than an address or a header (a URI, a query) keeps no client on a pod. */
function hashAffinity(hashBy: string | undefined): Affinity {
  const variable = /^\$\{?(\w+)\}?$/.exec(hashBy ?? '')?.[1];
  if (variable === undefined) return { kind: 'none' };
  if (variable === 'binary_remote_addr' || variable === 'remote_addr') return { kind: 'client-address' };
  if (variable.startsWith('http_') && variable.length > 5) {
    return { kind: 'header', name: variable.slice(5).toLowerCase().replaceAll('_', '-') };
  }
  return { kind: 'none' };
}
