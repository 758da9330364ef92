import type { Affinity, CookieAffinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byPathType, byRegex, type PathReader, readIngress } from '../read/ingress.ts';
import { asPathType, asRegexPath, ingressOf } from '../render/ingress.ts';
import type { Loss, Reading, Rendered, Router, Unread } from '../router.ts';
import type { Routing } from '../routing.ts';
import { NGINX_CLIENT_ADDRESS, nginxHeaderVariable } from '../rules/nginx-variable.ts';
import { affinityOf } from './ingress-nginx-affinity.ts';
import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION, readIngressNginx } from './ingress-nginx-annotations.ts';
import { PREFIX, REWRITE_TARGET, unreadOf } from './ingress-nginx-unread.ts';
import { upstreamsOf } from './ingress-nginx-upstreams.ts';

/** An Ingress of kubernetes/ingress-nginx: affinity by cookie, or by hashing an address or a header. */
export const ingressNginx: Router = {
  id: 'ingress-nginx',
  title: 'ingress-nginx',
  strengths: ['hashed', 'pinned'],
  status: 'retired',
  minimumVersion: 'ingress-nginx 0.36',
  notes: [
    'Retired: announced in November 2025, archived after March 2026, without security fixes since.',
    'balanced and persistent have nothing to do with time: they say what becomes of sessions when pods come and go.',
    'Max-Age counts from the first answer and is not renewed: a session in use ends too.',
    'All Ingresses that lead to one Service share its settings: the mode of the oldest, the cookie of the youngest.',
    'One path with use-regex or a rewrite makes all paths of its host regular expressions, which ignore case.',
    'The default backend and a Service with service-upstream keep nobody on a pod.',
    'A header whose name has an underscore is dropped by nginx before it can be hashed.',
    'session-cookie-change-on-failure came with 0.26, session-cookie-domain with 1.5.',
  ],
  className: 'nginx',
  documentation:
    'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity',
  marks: { controllers: ['k8s.io/ingress-nginx'], annotations: [PREFIX], classNames: ['nginx'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  // The annotation is for the whole Ingress, so that its other paths have to be said as regular expressions too.
  const useRegex = routing.rules.some(({ match }) => match === 'regex');
  const openPath = useRegex && affinity.kind === 'cookie' && affinity.path === undefined;
  const annotations = {
    ...annotationsOf(openPath ? { ...affinity, path: '/' } : affinity),
    ...(useRegex && { [ANNOTATION.useRegex]: 'true' }),
  };
  const ingress = ingressOf(routing, { annotations, writePath: useRegex ? asRegexPath : asPathType });
  return { objects: [ingress], losses: [...(openPath ? [PATH_SET] : []), ...lossesOf(affinity)] };
}

const PATH_SET: Loss = {
  field: 'path',
  reason: 'Beside regular expressions the cookie would have the pattern as its Path and never come back: it gets "/".',
  instead: '/',
};

function annotationsOf(affinity: Affinity): Record<string, string> {
  switch (affinity.kind) {
    case 'none':
      return {};
    case 'cookie':
      return cookieAnnotations(affinity);
    case 'client-address':
      return { [ANNOTATION.hashBy]: NGINX_CLIENT_ADDRESS };
    case 'header':
      return { [ANNOTATION.hashBy]: nginxHeaderVariable(affinity.name) };
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
  const regexHosts = hostsWithRegex(objects);
  const ingresses = objects.flatMap((object) => {
    const found = readIngress(object, pathReader(regexHosts));
    if (found === undefined) return [];
    const reading = readIngressNginx(object.metadata.annotations ?? {});
    return [{ ...found, ...reading, object, rejected: reading.problems.some(({ effect }) => effect === 'rejected') }];
  });
  const upstreams = upstreamsOf(ingresses);
  return ingresses.map((ingress): Reading => {
    const { object, routing, unread } = ingress;
    const upstream = upstreams.of(ingress);
    const { affinity, assumed, bad } = affinityOf(upstream);
    const kept = affinity.kind !== 'none';
    const apart = upstreams.elsewhere(ingress);
    const left = [
      ...(kept ? withoutAffinity(object, apart) : []),
      ...unreadOf(ingress, upstream),
      ...bad.filter((entry) => entry.object === object),
    ];
    return { routing, affinity, from: [object], assumed, unread: [...unread, ...left] };
  });
}

/** Hosts with an Ingress that makes all their paths regular expressions: those of other Ingresses too. */
function hostsWithRegex(objects: readonly KubernetesObject[]): Set<string | undefined> {
  return new Set(
    objects.filter(usesRegex).flatMap((object) => readIngress(object)?.routing.rules.map(({ host }) => host) ?? []),
  );
}

function usesRegex({ metadata: { annotations = {} } }: KubernetesObject): boolean {
  return readIngressNginx(annotations).settings.useRegex || Object.hasOwn(annotations, REWRITE_TARGET);
}

function pathReader(regexHosts: ReadonlySet<string | undefined>): PathReader {
  const plain = byPathType('prefix');
  return (path, pathType, host) => (regexHosts.has(host) ? byRegex : plain)(path, pathType, host);
}

function withoutAffinity(object: KubernetesObject, services: readonly string[]): Unread[] {
  const spec = 'spec' in object && typeof object.spec === 'object' && object.spec !== null ? object.spec : {};
  const others = [...new Set(services)].map(
    (service) => `The Service ${service} has another affinity, by another Ingress.`,
  );
  return [
    ...('defaultBackend' in spec
      ? [
          {
            object,
            path: ['spec', 'defaultBackend'],
            reason: 'ingress-nginx keeps nobody on a pod of the default backend.',
          },
        ]
      : []),
    ...others.map((reason) => ({ object, path: ['spec', 'rules'], reason })),
  ];
}
