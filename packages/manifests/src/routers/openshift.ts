import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import { tlsOf } from '../render/by-host.ts';
import { classNameLoss, type Fixed, lossesOf } from '../render/losses.ts';
import { unsupportedAffinity } from '../render/unsupported.ts';
import type { Loss, Rendered, Router } from '../router.ts';
import { type Routing, type Rule, requirePlainPaths, requireRules, type Tls } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { BALANCE, COOKIE_NAME, DISABLED, NAME, read, SAME_SITE, SUBDOMAIN } from './openshift-read.ts';

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
    'The cookie has HttpOnly always; Secure and SameSite only where TLS ends at the router and insecureEdgeTerminationPolicy is not Allow, and then SameSite=None unless told another.',
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

const COOKIE: Readonly<Record<string, Fixed>> = {
  strength: { reason: "HAProxy's cookie names its pod.", instead: 'pinned' },
  maxAgeSeconds: { reason: 'The cookie of a Route lasts as long as the browser session.' },
  path: { reason: 'The cookie of a Route is for the whole host: its Path is /.' },
  domain: { reason: 'The cookie of a Route is for the host that set it alone: it has no Domain.' },
  secure: { reason: 'The cookie has Secure where TLS ends at the router, and nowhere else: it cannot be told.' },
  changeOnFailure: { reason: 'HAProxy moves a session by itself when its pod cannot be reached.' },
};
const SAME_SITE_LOST = {
  sameSite: {
    reason: 'The cookie has SameSite only where TLS ends at the router, which is not so for every host here.',
  },
} as const;
const TIMEOUT: Fixed = { reason: 'HAProxy hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  requireRules(routing);
  requirePlainPaths(routing, openshift.title);
  if (affinity.kind === 'header') throw unsupportedAffinity('A Route', affinity, 'a cookie or the client address');
  const { name, namespace, rules, tls } = routing;
  const plain = affinity.kind === 'cookie' && rules.some(({ host }) => tlsOf(tls, host) === undefined);
  const annotations = annotationsOf(affinity, plain);
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
      ...lossesOf(
        affinity,
        affinity.kind === 'cookie' ? { ...COOKIE, ...(plain && SAME_SITE_LOST) } : { timeoutSeconds: TIMEOUT },
      ),
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

function annotationsOf(affinity: Exclude<Affinity, { kind: 'header' }>, plain: boolean): Record<string, string> {
  switch (affinity.kind) {
    case 'none':
      return { [DISABLED]: 'true' };
    case 'client-address':
      return { [BALANCE]: 'source', [DISABLED]: 'true' };
    case 'cookie': {
      const { name, sameSite } = affinity;
      return { [NAME]: requireName(name), ...(sameSite !== undefined && !plain && { [SAME_SITE]: sameSite }) };
    }
  }
}

/** The pattern of the router's own template, which falls back to a hash without a word. */
function requireName(name: string): string {
  if (COOKIE_NAME.test(name)) return name;
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
