import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY } from '../read/by-affinity.ts';
import { kindOf } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { byHost } from '../render/by-host.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import { portNumber, type Routing } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { lbMethodOf, nginxCookieLosses } from './f5-nginx-cookie.ts';
import { nginxLocation, readNginxLocation, upstreamsOf } from './f5-nginx-location.ts';
import { readUpstreams } from './f5-nginx-upstreams.ts';

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
    'The name of the cookie has letters, digits and "_" alone: with a "-" the whole VirtualServer is refused.',
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
  requireName(affinity);
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

/** The controller's own check, which is narrower than the CRD and than that of the annotation. */
function requireName(affinity: Affinity): void {
  if (affinity.kind !== 'cookie' || /^[A-Za-z0-9_]+$/.test(affinity.name)) return;
  throw new ManifestError(
    'unsupported-affinity',
    `A VirtualServer refuses the cookie name ${quote(affinity.name)}: use letters, digits and "_" alone, or the router f5-nginx.`,
  );
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
const routePart = z.looseObject({ path: z.string().min(1), action: z.looseObject({ pass: text }).nullish() });
const ROUTE_REASONS: ReadonlyMap<string, string> = new Map([
  ['splits', 'The requests are split over several upstreams, and the cookie of each keeps clients only within it.'],
  ['matches', 'Headers or cookies of a request choose the upstream, which no routing says.'],
  ['route', 'Another object, a VirtualServerRoute, routes what is below this path.'],
]);

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
