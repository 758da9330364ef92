import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { byPathType, readIngress } from '../read/ingress.ts';
import { objectIndex, oncePerObject } from '../read/object-index.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import { needing } from '../render/losses.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import { type PathMatch, type Routing, requirePlainPaths } from '../routing.ts';
import { NO_NAME, refuseTraefik, traefikCookie, traefikLosses, traefikVersions } from './traefik-cookie.ts';

const PREFIX = 'traefik.ingress.kubernetes.io/';
const STICKY = `${PREFIX}service.sticky.cookie`;
const PATH_MATCHER = `${PREFIX}router.pathmatcher`;

/** An Ingress of Traefik, told on the Service how clients stick. */
export const traefik: Router = {
  id: 'traefik',
  title: 'Traefik, by annotation',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'Traefik 3.0',
  notes: [
    'The annotations stand on the Service: on the Ingress they do nothing.',
    'Without a name Traefik makes one up, and without a word the cookie is neither Secure nor HttpOnly.',
    "The cookie's path came with 3.3, its domain with 3.4.",
    'A pod that ends keeps its clients until it is gone; then they get another pod and a new cookie.',
    'nativelb: "true" hands the choice of the pod to Kubernetes, so that no cookie counts.',
    'A prefix is compared letter by letter (/shop takes /shopping too), unless strictPrefixMatching is on (3.5).',
    'TLS in the Ingress names certificates alone: it is the entry point, or router.tls, that turns TLS on.',
    'Its provider for ingress-nginx annotations (3.5) knows the mode persistent only.',
  ],
  documentation: 'https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/',
  className: 'traefik',
  marks: { controllers: ['traefik.io/ingress-controller'], annotations: [PREFIX], classNames: ['traefik'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, 'Traefik (in an Ingress)');
  const objects = [ingressOf(routing)];
  switch (affinity.kind) {
    case 'none':
      return { objects, losses: [] };
    case 'cookie': {
      const fields = Object.entries(traefikCookie(affinity));
      const annotations = {
        [STICKY]: 'true',
        ...Object.fromEntries(fields.map(([field, value]) => [`${STICKY}.${field.toLowerCase()}`, String(value)])),
      };
      const needs = needing(traefikVersions(affinity));
      return { objects, serviceSettings: { annotations }, losses: traefikLosses(affinity), ...needs };
    }
    case 'client-address':
      return refuseTraefik('address', 'the router traefik-ingressroute (Traefik 3.6), or a cookie');
    case 'header':
      return refuseTraefik('header', 'a cookie');
  }
}

const INGRESS_REASONS: ReadonlyMap<string, string> = new Map([
  [PATH_MATCHER, 'Traefik looks for the pattern anywhere in the path, not at its beginning.'],
  [`${PREFIX}router.tls`, 'Turns TLS on for these routes, with the certificate of the entry point or of the Ingress.'],
]);
const SERVICE_REASONS: ReadonlyMap<string, string> = new Map([
  [
    `${PREFIX}service.nativelb`,
    "The Service's address is the only server: Kubernetes picks the pod, whatever the cookie.",
  ],
  [`${PREFIX}service.nodeportlb`, 'The nodes are the servers: Kubernetes picks the pod, whatever the cookie.'],
]);
const ON_SERVICE = 'Traefik reads it on the Service alone: it does nothing on an Ingress.';

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const stickingOf = oncePerObject(readService);
  return objects.flatMap((object): readonly Reading[] => {
    const matcher = object.metadata.annotations?.[PATH_MATCHER];
    const found = readIngress(object, byPathType(matchOf(matcher)));
    if (found === undefined) return [];
    const names = Object.keys(object.metadata.annotations ?? {});
    const misplaced = names
      .filter((name) => name.startsWith(`${PREFIX}service.`))
      .map((name) => [name, ON_SERVICE] as const);
    const used = matcher === 'PathRegexp' ? [] : [PATH_MATCHER];
    const others = unreadAnnotations(object, [PREFIX], used, new Map([...INGRESS_REASONS, ...misplaced]));
    return byAffinity(found.routing, { from: [object], unread: [...found.unread, ...others] }, ({ service }) => {
      const target = find('/Service', service, object.metadata.namespace);
      return target === undefined ? NOT_STICKY : stickingOf(target);
    });
  });
}

function matchOf(pathMatcher: string | undefined): PathMatch {
  if (pathMatcher === 'Path') return 'exact';
  return pathMatcher === 'PathRegexp' ? 'regex' : 'prefix';
}

const FIELDS = ['name', 'secure', 'httponly', 'samesite', 'maxage', 'path', 'domain'];

/** Traefik takes the names of fields in any case. */
function readService(service: KubernetesObject): Sticking {
  const said = new Map<string, { name: string; value: string }>();
  for (const [name, value] of Object.entries(service.metadata.annotations ?? {})) {
    if (name.startsWith(PREFIX)) said.set(name.slice(PREFIX.length).toLowerCase(), { name, value });
  }
  const field = (key: string) => said.get(`service.sticky.cookie.${key}`);
  const on = said.get('service.sticky.cookie')?.value ?? String(FIELDS.some((key) => field(key) !== undefined));
  const understood = [
    'service.sticky.cookie',
    ...(on === 'true' ? FIELDS.map((key) => `service.sticky.cookie.${key}`) : []),
  ];
  const used = understood.filter((key) => key !== 'service.sticky.cookie.httponly' || said.get(key)?.value === 'true');
  const names = used.flatMap((key) => said.get(key)?.name ?? []);
  const off = [`${PREFIX}service.nativelb`, `${PREFIX}service.nodeportlb`].filter(
    (name) => service.metadata.annotations?.[name] === 'false',
  );
  const others = unreadAnnotations(service, [PREFIX], [...names, ...off], SERVICE_REASONS);
  if (on !== 'true') return { affinity: { kind: 'none' }, from: [service], unread: others };
  const value = (key: string) => ({
    // An age of 0 says that there is none.
    value: key === 'maxage' && field(key)?.value === '0' ? undefined : field(key)?.value,
    path: ['metadata', 'annotations', field(key)?.name ?? STICKY],
  });
  const { cookie, unread } = readCookie(
    service,
    'pinned',
    {
      name: value('name'),
      maxAgeSeconds: value('maxage'),
      path: value('path'),
      domain: value('domain'),
      secure: value('secure'),
      sameSite: value('samesite'),
    },
    String(NO_NAME.instead),
  );
  const assumed = field('name') === undefined ? [NO_NAME] : [];
  return { affinity: cookie, from: [service], assumed, unread: [...others, ...unread] };
}
