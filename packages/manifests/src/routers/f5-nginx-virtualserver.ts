import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { kindOf } from '../read/object-index.ts';
import { type Parts, partsOf } from '../read/parts.ts';
import { byHost } from '../render/by-host.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import { portNumber, type Routing, type Rule } from '../routing.ts';
import { affinityOfLbMethod, lbMethodOf, nginxCookieLosses, readNginxCookie } from './f5-nginx-cookie.ts';
import { nginxLocation, readNginxLocation, upstreamsOf } from './f5-nginx-location.ts';

const KIND = 'k8s.nginx.org/VirtualServer';

/** F5's own kind in the place of an Ingress: a host, its upstreams with their sessions, and its routes. */
export const f5NginxVirtualServer: Router = {
  id: 'f5-nginx-virtualserver',
  title: 'F5 NGINX Ingress Controller, VirtualServer',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'F5 NGINX Ingress Controller 5.4',
  notes: [
    'Before 5.4 sessionCookie was for NGINX Plus alone.',
    'A VirtualServer is for one host, and knows Services by the number of the port.',
    'A prefix is compared letter by letter: /shop takes /shopping too.',
    'use-cluster-ip leaves the choice of the pod to Kubernetes, whatever the cookie.',
    'ip_hash looks at the first three bytes of an IPv4 address: a network of 256 addresses shares a pod.',
  ],
  documentation:
    'https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/#upstreamsessioncookie',
  className: 'nginx',
  marks: { controllers: ['nginx.org/ingress-controller'], kinds: [KIND], classNames: ['nginx'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  const method = lbMethodOf(affinity);
  const objects = byHost(routing).map(({ name, host, rules, tls }) => {
    if (host === undefined) {
      throw new ManifestError(
        'unsupported-routing',
        'A VirtualServer is for one host: give the routes one, or use the router f5-nginx.',
      );
    }
    const upstreams = upstreamsOf(rules);
    return {
      apiVersion: 'k8s.nginx.org/v1',
      kind: 'VirtualServer',
      metadata: { name, ...(routing.namespace !== undefined && { namespace: routing.namespace }) },
      spec: {
        ...(routing.className !== undefined && { ingressClassName: routing.className }),
        host,
        ...(tls !== undefined && { tls: tls.secretName === undefined ? {} : { secret: tls.secretName } }),
        upstreams: upstreams.map(({ name: upstream, rule }) => ({
          name: upstream,
          service: rule.service,
          port: portNumber(rule),
          ...(method !== undefined && { 'lb-method': method }),
          ...(affinity.kind === 'cookie' && { sessionCookie: sessionCookie(affinity) }),
        })),
        routes: rules.map((rule) => ({
          path: nginxLocation(rule),
          action: {
            pass: upstreams.find(({ rule: { service, port } }) => service === rule.service && port === rule.port)?.name,
          },
        })),
      },
    };
  });
  return { objects, losses: nginxCookieLosses(affinity) };
}

function sessionCookie({ name, maxAgeSeconds, path, domain, secure, sameSite }: Affinity & { kind: 'cookie' }) {
  return {
    enable: true,
    name,
    ...(path !== undefined && { path }),
    ...(maxAgeSeconds !== undefined && { expires: `${maxAgeSeconds}s` }),
    ...(domain !== undefined && { domain }),
    httpOnly: true,
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { samesite: sameSite.toLowerCase() }),
  };
}

const text = z.string().nullish();
const fields = z.record(z.string(), z.unknown());
const list = z.array(z.unknown()).nullish();
const specHead = z.looseObject({ host: z.string().min(1), ingressClassName: text });
const tlsPart = z.looseObject({ secret: text }).nullish();
const upstreamPart = z.looseObject({
  name: z.string().min(1),
  service: z.string().min(1),
  port: z.int().min(1).max(65535),
  'lb-method': text,
  'use-cluster-ip': z.boolean().nullish(),
});
const cookiePart = z
  .looseObject({
    enable: z.boolean().nullish(),
    name: text,
    path: text,
    expires: text,
    domain: text,
    secure: z.boolean().nullish(),
    httpOnly: z.boolean().nullish(),
    samesite: text,
  })
  .nullish();
const routePart = z.looseObject({ path: z.string().min(1), action: z.looseObject({ pass: text }).nullish() });
const COOKIE_FIELDS = ['enable', 'name', 'path', 'expires', 'domain', 'secure', 'httpOnly', 'samesite'];
const UPSTREAM_REASONS: ReadonlyMap<string, string> = new Map([
  ['use-cluster-ip', "The Service's address is the only endpoint: Kubernetes picks the pod, whatever the cookie."],
  ['subselector', 'Of the pods of the Service only those with these labels are met.'],
  ['next-upstream', 'Says which failures are passed to the next pod, away from that of the session.'],
]);
const ROUTE_REASONS: ReadonlyMap<string, string> = new Map([
  ['splits', 'The requests are split over several upstreams, and the cookie of each keeps clients only within it.'],
  ['matches', 'Headers or cookies of a request choose the upstream, which no routing says.'],
  ['route', 'Another object, a VirtualServerRoute, routes what is below this path.'],
]);

interface Upstream extends Pick<Rule, 'service' | 'port'> {
  readonly sticking: Sticking;
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): readonly Reading[] => {
    if (kindOf(object) !== KIND) return [];
    const parts = partsOf(object);
    const spec = parts.part(fields, 'spec' in object ? object.spec : undefined, ['spec']) ?? {};
    const { host, ingressClassName } = parts.part(specHead, spec, ['spec']) ?? {};
    parts.others(spec, ['spec'], ['host', 'ingressClassName', 'tls', 'upstreams', 'routes']);
    const tls = parts.part(tlsPart, spec.tls, ['spec', 'tls']);
    parts.others(tls, ['spec', 'tls'], ['secret']);
    const upstreams = readUpstreams(object, parts, parts.part(list, spec.upstreams, ['spec', 'upstreams']) ?? []);
    const routed = (parts.part(list, spec.routes, ['spec', 'routes']) ?? []).flatMap((value, at) => {
      const path: Path = ['spec', 'routes', at];
      const route = parts.part(routePart, value, path);
      parts.others(route, path, ['path', 'action'], ROUTE_REASONS);
      parts.others(route?.action, [...path, 'action'], ['pass']);
      const upstream = upstreams.get(route?.action?.pass ?? '');
      if (route === undefined || upstream === undefined) return [];
      const { rule, unread } = readNginxLocation(route.path);
      if (unread !== undefined) parts.name([...path, 'path'], unread);
      const { service, port, sticking } = upstream;
      return [{ rule: { ...(host !== undefined && { host }), ...rule, service, port }, sticking }];
    });
    const { name, namespace } = object.metadata;
    const routing: Routing = {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(ingressClassName != null && ingressClassName !== '' && { className: ingressClassName }),
      rules: routed.map(({ rule }) => rule),
      tls: tls == null ? [] : [{ ...(host !== undefined && { host }), ...(tls.secret && { secretName: tls.secret }) }],
    };
    const sticking = new Map(routed.map((entry) => [entry.rule, entry.sticking]));
    return byAffinity(routing, { from: [object], unread: parts.unread }, (rule) => sticking.get(rule) ?? NOT_STICKY);
  });
}

function readUpstreams(
  object: KubernetesObject,
  parts: Parts,
  values: readonly unknown[],
): ReadonlyMap<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  for (const [at, value] of values.entries()) {
    const path: Path = ['spec', 'upstreams', at];
    const upstream = parts.part(upstreamPart, value, path);
    if (upstream === undefined) continue;
    const { name, service, port, 'lb-method': method } = upstream;
    const cookie = parts.part(cookiePart, upstream.sessionCookie, [...path, 'sessionCookie']);
    const byMethod = affinityOfLbMethod(method ?? '');
    const understood = ['name', 'service', 'port', 'sessionCookie', ...(byMethod === undefined ? [] : ['lb-method'])];
    if (upstream['use-cluster-ip'] !== true) understood.push('use-cluster-ip');
    parts.others(upstream, path, understood, UPSTREAM_REASONS);
    parts.others(cookie, [...path, 'sessionCookie'], COOKIE_FIELDS);
    let sticking: Sticking = byMethod === undefined ? NOT_STICKY : { affinity: byMethod };
    if (cookie?.enable === true) sticking = readSessionCookie(object, cookie, [...path, 'sessionCookie']);
    else if (cookie != null) parts.name([...path, 'sessionCookie'], 'Does nothing without enable: true.');
    upstreams.set(name, { service, port, sticking });
  }
  return upstreams;
}

function readSessionCookie(
  object: KubernetesObject,
  cookie: NonNullable<z.infer<typeof cookiePart>>,
  path: Path,
): Sticking {
  const { name, expires, domain, secure, samesite } = cookie;
  const said = {
    name: name ?? undefined,
    expires: expires ?? undefined,
    domain: domain ?? undefined,
    path: cookie.path ?? undefined,
    secure: secure ?? undefined,
    samesite: samesite || undefined,
  };
  const { cookie: affinity, unread } = readNginxCookie(object, said, (field) => [...path, field]);
  return { affinity, unread };
}
