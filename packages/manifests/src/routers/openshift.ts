import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { readCookie } from '../read/cookie.ts';
import { kindOf, objectIndex } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { tlsOf } from '../render/by-host.ts';
import { classNameLoss, type Fixed, lossesOf } from '../render/losses.ts';
import { unsupportedAffinity } from '../render/unsupported.ts';
import type { Loss, Reading, Rendered, Router } from '../router.ts';
import { type Routing, type Rule, requirePlainPaths, requireRules, type Tls } from '../routing.ts';
import { quote } from '../rules/quote.ts';

/** A Route of OpenShift for each host and path, served by HAProxy: it sticks by cookie unless it is told not to. */
export const openshift: Router = {
  id: 'openshift',
  title: 'OpenShift Route',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'OpenShift 4.11',
  notes: [
    'Cookies are on by default: a Route without any annotation sticks, by a cookie whose name is a hash.',
    'disable_cookies and cookie_name contradict each other: nothing sticks then.',
    'The cookie has HttpOnly always, and Secure where TLS ends at the router.',
    'A Secret in a Route (externalCertificate) needs OpenShift 4.19, and the right of the router to read it.',
    'A passthrough Route sticks by source address: the router sees no cookies there.',
  ],
  documentation:
    'https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/ingress_and_load_balancing/routes#nw-using-cookies-keep-route-statefulness_route-configuration',
  marks: {
    annotations: ['haproxy.router.openshift.io/', 'router.openshift.io/'],
    kinds: ['route.openshift.io/Route'],
  },
  render,
  read,
};

const NAME = 'router.openshift.io/cookie_name';
const SAME_SITE = 'router.openshift.io/cookie-same-site';
const DISABLED = 'haproxy.router.openshift.io/disable_cookies';
const BALANCE = 'haproxy.router.openshift.io/balance';
const OWN = ['haproxy.router.openshift.io/', 'router.openshift.io/'];
/** How a wildcard is said: a host of its subdomain, of which the first label counts for nothing. */
const SUBDOMAIN = 'Subdomain';

const COOKIE: Readonly<Record<string, Fixed>> = {
  strength: { reason: "HAProxy's cookie names its pod.", instead: 'pinned' },
  maxAgeSeconds: { reason: 'The cookie of a Route lasts as long as the browser session.' },
  path: { reason: 'The cookie of a Route is for the whole host: its Path is /.' },
  domain: { reason: 'The cookie of a Route is for the host that set it alone: it has no Domain.' },
  secure: { reason: 'The cookie has Secure where TLS ends at the router, and nowhere else: it cannot be told.' },
  changeOnFailure: { reason: 'HAProxy moves a session by itself when its pod cannot be reached.' },
};
const TIMEOUT: Fixed = { reason: 'HAProxy hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  requireRules(routing);
  requirePlainPaths(routing, openshift.title);
  if (affinity.kind === 'header') throw unsupportedAffinity('A Route', affinity, 'a cookie or the client address');
  const { name, namespace, rules, tls } = routing;
  const annotations = annotationsOf(affinity);
  const secrets = rules.some(({ host }) => tlsOf(tls, host)?.secretName !== undefined);
  return {
    objects: rules.map((rule, index) => ({
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: {
        name: index === 0 ? name : `${name}-${index + 1}`,
        ...(namespace !== undefined && { namespace }),
        annotations,
      },
      spec: routeSpec(rule, tlsOf(tls, rule.host)),
    })),
    losses: [
      ...lossesOf(affinity, affinity.kind === 'cookie' ? COOKIE : { timeoutSeconds: TIMEOUT }),
      ...matchLoss(rules),
      ...classNameLoss(routing, 'A Route has no class: routers choose Routes by their labels.'),
    ],
    needs: [
      ...(secrets
        ? ['OpenShift 4.19, whose router may read the Secrets: spec.tls.externalCertificate names them.']
        : []),
      ...(rules.some(({ port }) => typeof port === 'number')
        ? ["A port by number is the pods' own: where the Service maps it, give the port's name."]
        : []),
      ...(rules.some(({ host }) => host?.startsWith('*.'))
        ? ['The router admits wildcard Routes (routeAdmission.wildcardPolicy: WildcardsAllowed).']
        : []),
    ],
  };
}

function annotationsOf(affinity: Exclude<Affinity, { kind: 'header' }>): Record<string, string> {
  switch (affinity.kind) {
    case 'none':
      return { [DISABLED]: 'true' };
    case 'client-address':
      return { [BALANCE]: 'source', [DISABLED]: 'true' };
    case 'cookie': {
      const { name, sameSite } = affinity;
      return { [NAME]: requireName(name), ...(sameSite !== undefined && { [SAME_SITE]: sameSite }) };
    }
  }
}

/** The pattern of the router's own template, which falls back to a hash without a word. */
function requireName(name: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(name)) return name;
  throw new ManifestError(
    'unsupported-affinity',
    `The router ignores the cookie name ${quote(name)}: use letters, digits, "_" and "-" alone.`,
  );
}

function routeSpec({ host, path, service, port }: Rule, tls: Tls | undefined) {
  if (host === undefined) {
    throw new ManifestError(
      'unsupported-routing',
      'A Route is for one host: give one, such as *.shop.example for many.',
    );
  }
  const wildcard = host.startsWith('*.');
  return {
    host: wildcard ? `wildcard${host.slice(1)}` : host,
    ...(wildcard && { wildcardPolicy: SUBDOMAIN }),
    path,
    to: { kind: 'Service', name: service },
    port: { targetPort: port },
    ...(tls !== undefined && {
      tls: {
        termination: 'edge',
        insecureEdgeTerminationPolicy: 'Redirect',
        ...(tls.secretName !== undefined && { externalCertificate: { name: tls.secretName } }),
      },
    }),
  };
}

function matchLoss(rules: readonly Rule[]): Loss[] {
  if (rules.every(({ match }) => match === 'prefix')) return [];
  return [{ field: 'rules.match', reason: 'The path of a Route is a prefix: what is below it is routed, too.' }];
}

const routeFields = z.looseObject({
  host: z.string().min(1),
  path: z.string().nullish(),
  wildcardPolicy: z.string().nullish(),
  to: z.looseObject({ kind: z.string().nullish(), name: z.string().min(1) }),
  port: z.looseObject({ targetPort: z.union([z.int().min(1).max(65535), z.string().min(1)]) }).nullish(),
  tls: z
    .looseObject({
      termination: z.string().nullish(),
      externalCertificate: z.looseObject({ name: z.string() }).nullish(),
    })
    .nullish(),
});
const ports = z.array(
  z.looseObject({
    port: z.int().min(1).max(65535),
    name: z.string().nullish(),
    targetPort: z.union([z.int(), z.string()]).nullish(),
  }),
);

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  return objects.flatMap((object): Reading[] => {
    if (kindOf(object) !== 'route.openshift.io/Route') return [];
    const parts = partsOf(object);
    const { name, namespace, annotations = {} } = object.metadata;
    const spec = parts.part(routeFields, specOf(object), ['spec']);
    parts.others(spec, ['spec'], ['host', 'path', 'wildcardPolicy', 'to', 'port', 'tls']);
    parts.others(spec?.to, ['spec', 'to'], ['kind', 'name', 'weight']);
    const tls = spec?.tls ?? undefined;
    parts.others(tls, ['spec', 'tls'], ['termination', 'insecureEdgeTerminationPolicy', 'externalCertificate']);
    if (tls !== undefined && tls.termination !== 'edge') {
      parts.name(
        ['spec', 'tls', 'termination'],
        'A routing knows TLS that ends at the router alone: carry this over by hand.',
      );
    }
    const host = spec?.wildcardPolicy === SUBDOMAIN ? spec.host.replace(/^[^.]+/, '*') : spec?.host;
    const secret = tls?.externalCertificate?.name;
    const sticking = readAffinity(object, annotations);
    return [
      {
        routing: {
          name,
          ...(namespace !== undefined && { namespace }),
          rules: spec === undefined || host === undefined ? [] : [ruleOf(spec, host)],
          tls:
            tls === undefined || host === undefined
              ? []
              : [{ host, ...(secret !== undefined && { secretName: secret }) }],
        },
        from: [object],
        ...sticking,
        unread: [
          ...parts.unread,
          ...sticking.unread,
          ...unreadAnnotations(object, OWN, [
            NAME,
            SAME_SITE,
            DISABLED,
            ...(annotations[BALANCE] === 'source' ? [BALANCE] : []),
          ]),
        ],
      },
    ];

    function ruleOf({ path, to, port }: z.infer<typeof routeFields>, of: string): Rule {
      const offered = ports.safeParse(specOf(find('/Service', to.name, namespace) ?? object).ports).data ?? [];
      const target = port?.targetPort;
      if (target === undefined) parts.name(['spec', 'to'], 'No port is named: each port of the Service is routed to.');
      // A number is the pods' port, which the Service may offer under another.
      const found =
        typeof target === 'string'
          ? undefined
          : offered.find((one) => target === undefined || (one.targetPort ?? one.port) === target);
      const said = found === undefined ? target : found.port;
      return { host: of, path: path || '/', match: 'prefix', service: to.name, port: said ?? 80 };
    }
  });
}

function readAffinity(object: KubernetesObject, annotations: Readonly<Record<string, string>>) {
  if (annotations[DISABLED] === 'true') {
    const affinity: Affinity = annotations[BALANCE] === 'source' ? { kind: 'client-address' } : { kind: 'none' };
    return { affinity, assumed: [], unread: [] };
  }
  const path = (name: string) => ['metadata', 'annotations', name];
  const { cookie, unread } = readCookie(
    object,
    'pinned',
    {
      name: { value: annotations[NAME], path: path(NAME) },
      sameSite: { value: annotations[SAME_SITE], path: path(SAME_SITE) },
    },
    object.metadata.name.slice(0, 128),
  );
  const reason = 'The router makes a hash of the namespace and the name of the Route.';
  const assumed: Loss[] = annotations[NAME] === undefined ? [{ field: 'name', reason, instead: cookie.name }] : [];
  return { affinity: cookie, assumed, unread };
}
