import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { kindOf } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { byHost } from '../render/by-host.ts';
import { needing } from '../render/losses.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import type { Routing, Rule, Tls } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { parseTraefikRule, traefikRule } from '../rules/traefik-rule.ts';
import { NO_NAME, refuseTraefik, traefikCookie, traefikLosses, traefikVersions } from './traefik-cookie.ts';

const KIND = 'traefik.io/IngressRoute';
const OLD_KIND = 'traefik.containo.us/IngressRoute';
const CLASS = 'kubernetes.io/ingress.class';

/** Traefik's own kind in the place of an Ingress: rules and, beside each Service, how clients stick. */
export const traefikIngressRoute: Router = {
  id: 'traefik-ingressroute',
  title: 'Traefik, IngressRoute',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'Traefik 3.0',
  notes: [
    'Without a name Traefik makes one up, and without a word the cookie is neither Secure nor HttpOnly.',
    "The cookie's path came with 3.3, its domain with 3.4, strategy: hrw (by client address) with 3.6.",
    'nativeLB: true hands the choice of the pod to Kubernetes, so that no cookie counts.',
    'A pod that ends keeps its clients until it is gone; then they get another pod and a new cookie.',
    'Several Services on one route need a cookie for the choice between them too (a TraefikService).',
    'Behind another proxy, hrw sees its address, unless the entry point trusts X-Forwarded-For.',
  ],
  documentation: 'https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/',
  className: 'traefik',
  marks: { controllers: ['traefik.io/ingress-controller'], kinds: [KIND, OLD_KIND], classNames: ['traefik'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  if (affinity.kind === 'header') return refuseTraefik('header', 'a cookie, or a client address');
  const { namespace, className } = routing;
  const sticking = {
    ...(affinity.kind === 'cookie' && { sticky: { cookie: traefikCookie(affinity) } }),
    ...(affinity.kind === 'client-address' && { strategy: 'hrw' }),
  };
  const objects = byHost(routing).map(({ name, rules, tls }) => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(className !== undefined && { annotations: { [CLASS]: className } }),
    },
    spec: {
      routes: rules.map((rule) => ({
        kind: 'Rule',
        match: traefikRule(rule),
        services: [{ name: rule.service, port: rule.port, ...sticking }],
      })),
      ...(tls !== undefined && { tls: tls.secretName === undefined ? {} : { secretName: tls.secretName } }),
    },
  }));
  const versions =
    affinity.kind === 'client-address' ? ['strategy: hrw needs Traefik 3.6.'] : traefikVersions(affinity);
  return { objects, losses: traefikLosses(affinity), ...needing(versions) };
}

const fields = z.record(z.string(), z.unknown());
const list = z.array(z.unknown()).nullish();
const text = z.string().nullish();
const tlsPart = z.looseObject({ secretName: text }).nullish();
const routePart = z.looseObject({ match: z.string(), services: list });
const servicePart = z.looseObject({
  name: z.string().min(1),
  kind: text,
  port: z.union([z.int().min(1).max(65535), z.string().min(1)]),
  strategy: text,
  nativeLB: z.boolean().nullish(),
  sticky: z.looseObject({ cookie: fields.nullish() }).nullish(),
});
const ROUTE = ['kind', 'match', 'services'];
const COOKIE = ['name', 'secure', 'httpOnly', 'sameSite', 'maxAge', 'path', 'domain'];
const SERVICE_REASONS: ReadonlyMap<string, string> = new Map([
  ['nativeLB', "The Service's address is the only server: Kubernetes picks the pod, whatever the cookie."],
  ['nodePortLB', 'The nodes are the servers: Kubernetes picks the pod, whatever the cookie.'],
  ['strategy', 'Picks the pods of requests without a session.'],
  ['namespace', 'The Service is in another namespace, which no routing says.'],
]);

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): readonly Reading[] => {
    if (kindOf(object) !== KIND && kindOf(object) !== OLD_KIND) return [];
    const parts = partsOf(object);
    const spec = parts.part(fields, 'spec' in object ? object.spec : undefined, ['spec']) ?? {};
    const className = parts.part(text, spec.ingressClassName, ['spec', 'ingressClassName']);
    parts.others(spec, ['spec'], ['routes', 'tls', 'ingressClassName']);
    const tls = parts.part(tlsPart, spec.tls, ['spec', 'tls']);
    parts.others(tls, ['spec', 'tls'], ['secretName']);
    const routed = (parts.part(list, spec.routes, ['spec', 'routes']) ?? []).flatMap((value, at) =>
      readRoute(object, parts, value, ['spec', 'routes', at]),
    );
    const { name, namespace, annotations } = object.metadata;
    const named = className || annotations?.[CLASS];
    const rules = routed.map(({ rule }) => rule);
    const routing: Routing = {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(named && { className: named }),
      rules,
      tls: tls == null ? [] : tlsOf(rules, tls.secretName ?? ''),
    };
    const sticking = new Map(routed.map((entry) => [entry.rule, entry.sticking]));
    return byAffinity(routing, { from: [object], unread: parts.unread }, (rule) => sticking.get(rule) ?? NOT_STICKY);
  });
}

/** TLS of an IngressRoute is for all its hosts. */
function tlsOf(rules: readonly Rule[], secretName: string): Tls[] {
  const hosts = [...new Set(rules.map(({ host }) => host))];
  return hosts.map((host) => ({ ...(host !== undefined && { host }), ...(secretName !== '' && { secretName }) }));
}

interface Routed {
  readonly rule: Rule;
  readonly sticking: Sticking;
}

function readRoute(object: KubernetesObject, parts: Parts, value: unknown, at: Path): Routed[] {
  const route = parts.part(routePart, value, at);
  if (route === undefined) return [];
  parts.others(route, at, ROUTE);
  const matches = parseTraefikRule(route.match);
  if (matches === undefined) {
    parts.name([...at, 'match'], 'The rule asks for more than hosts and paths, or is none: carry it over by hand.');
  }
  const services = route.services ?? [];
  if (services.length > 1) {
    parts.name(
      [...at, 'services'],
      'Several Services share the requests, and the cookie of each keeps clients only within it.',
    );
  }
  return services.slice(0, 1).flatMap((entry) => {
    const path = [...at, 'services', 0];
    const service = parts.part(servicePart, entry, path);
    if (service === undefined) return [];
    if (service.kind != null && service.kind !== 'Service') {
      parts.name([...path, 'kind'], `This leads to something of the kind ${quote(service.kind)}, not to a Service's pods.`);
      return [];
    }
    const sticking = readSticking(object, parts, service, path);
    return (matches ?? []).map((match) => ({
      rule: { ...match, service: service.name, port: service.port },
      sticking,
    }));
  });
}

function readSticking(
  object: KubernetesObject,
  parts: Parts,
  service: z.infer<typeof servicePart>,
  at: Path,
): Sticking {
  const cookie = service.sticky?.cookie;
  const understood = ['name', 'kind', 'port', 'sticky'];
  if (service.nativeLB !== true) understood.push('nativeLB');
  if (service.strategy === 'hrw' && cookie == null) understood.push('strategy');
  parts.others(service, at, understood, SERVICE_REASONS);
  if (cookie == null) return service.strategy === 'hrw' ? { affinity: { kind: 'client-address' } } : NOT_STICKY;
  const path = [...at, 'sticky', 'cookie'];
  parts.others(cookie, path, cookie.httpOnly === false ? COOKIE.filter((field) => field !== 'httpOnly') : COOKIE);
  const said = (field: string) => ({ value: cookie[field], path: [...path, field] });
  const reading = readCookie(
    object,
    'pinned',
    {
      name: said('name'),
      // An age of 0 says that there is none.
      maxAgeSeconds: cookie.maxAge === 0 ? { value: undefined, path } : said('maxAge'),
      path: said('path'),
      domain: said('domain'),
      secure: said('secure'),
      sameSite: said('sameSite'),
    },
    String(NO_NAME.instead),
  );
  return { affinity: reading.cookie, assumed: cookie.name == null ? [NO_NAME] : [], unread: reading.unread };
}
