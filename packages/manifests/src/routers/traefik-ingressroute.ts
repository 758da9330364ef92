import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY } from '../read/by-affinity.ts';
import { kindOf } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { byHost } from '../render/by-host.ts';
import { needing } from '../render/losses.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import type { Routing, Rule, Tls } from '../routing.ts';
import { traefikRule } from '../rules/traefik-rule.ts';
import { refuseTraefik, traefikCookie, traefikLosses, traefikVersions } from './traefik-cookie.ts';
import { readRoute } from './traefik-ingressroute-route.ts';

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
