import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { byHost, tlsWithoutSecretLoss, withSecret } from '../render/by-host.ts';
import { classNameLoss, type Fixed, lossesOf } from '../render/losses.ts';
import type { Rendered, Router } from '../router.ts';
import { portNumber, type Routing, type Rule, servicesOf } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { forWholePath } from '../rules/whole-path-regex.ts';
import { PERSISTENT, read } from './istio-read.ts';

/** A Gateway and VirtualServices of Istio, with a DestinationRule for each Service. */
export const istio: Router = {
  id: 'istio',
  title: 'Istio',
  strengths: ['hashed', 'pinned'],
  status: 'stable',
  minimumVersion: 'Istio 1.22',
  notes: [
    'Envoy sets a cookie only where httpCookie has a ttl; 0s makes it one of the browser session.',
    'A cookie that names its pod needs PILOT_ENABLE_PERSISTENT_SESSION_FILTER on istiod and the label istio.io/persistent-session on the Service.',
    'That label is ignored for an HTTPRoute, and the DestinationRule is ignored where the label counts.',
    'Hashing is reported to lose about 40 % of the sessions when an app scales.',
    'A DestinationRule is for every client of its Service in the mesh, not for this route alone.',
    'In ambient mode consistent hashing needs a waypoint.',
  ],
  documentation:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB',
  marks: {
    kinds: ['networking.istio.io/VirtualService', 'networking.istio.io/Gateway', 'networking.istio.io/DestinationRule'],
  },
  render,
  read,
};

const NEEDS_GATEWAY = 'An Istio ingress gateway whose pods carry the label istio: ingressgateway.';
const NEEDS_SECRET = "The TLS Secrets stand in the ingress gateway's namespace, not in that of the routes.";
const NEEDS_FLAG = 'istiod runs with PILOT_ENABLE_PERSISTENT_SESSION_FILTER=true: it is off by default.';

const nothing = (what: string): Fixed => ({ reason: `Istio has no setting for ${what} of its cookie.` });
const COOKIE: Readonly<Record<string, Fixed>> = {
  domain: nothing('the domain'),
  secure: nothing('Secure'),
  sameSite: nothing('SameSite'),
  changeOnFailure: { reason: 'Istio has a retry policy of its own, which knows no sessions.' },
};
const PINNED: Readonly<Record<string, Fixed>> = {
  path: { reason: 'A persistent session is for the whole host: its Path is /.' },
  maxAgeSeconds: { reason: 'The cookie of a persistent session lasts as long as the browser session.' },
};
const TIMEOUT: Fixed = { reason: 'Istio hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  const { name, namespace } = routing;
  const parts = byHost(withSecret(routing));
  const object = (kind: string, own: string, spec: object): KubernetesObject & { spec: object } => ({
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name: own, ...(namespace !== undefined && { namespace }) },
    spec,
  });
  const loadBalancer = loadBalancerOf(affinity);
  const pinned = affinity.kind === 'cookie' && affinity.strength === 'pinned';
  const secured = parts.flatMap(({ host, tls }) => (tls?.secretName ? [{ host, secretName: tls.secretName }] : []));
  return {
    objects: [
      object('Gateway', name, { selector: { istio: 'ingressgateway' }, servers: serversOf(parts, secured) }),
      ...parts.map(({ name: own, host, rules }) =>
        object('VirtualService', own, {
          hosts: [host ?? '*'],
          gateways: [name],
          // The first match counts.
          http: rules.toSorted(bySpecificity).map(routeOf),
        }),
      ),
      ...(loadBalancer === undefined
        ? []
        : servicesOf(routing).map((host) =>
            object('DestinationRule', host, { host, trafficPolicy: { loadBalancer } }),
          )),
    ],
    ...(pinned && { serviceSettings: { labels: { [PERSISTENT]: labelOf(affinity.name) } } }),
    losses: [
      ...lossesOf(
        affinity,
        affinity.kind === 'cookie' ? { ...COOKIE, ...(pinned && PINNED) } : { timeoutSeconds: TIMEOUT },
      ),
      ...tlsWithoutSecretLoss(routing, 'Istio'),
      ...classNameLoss(routing, 'Istio knows no classes: the Gateway chooses its pods by their labels.'),
    ],
    needs: [NEEDS_GATEWAY, ...(secured.length > 0 ? [NEEDS_SECRET] : []), ...(pinned ? [NEEDS_FLAG] : [])],
  };
}

function labelOf(cookie: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(cookie)) return cookie;
  throw new ManifestError(
    'unsupported-affinity',
    `The cookie ${quote(cookie)} cannot be the value of a label, where Istio wants it: use at most 63 letters, digits and . _ - with a letter or digit at both ends.`,
  );
}

interface Secured {
  readonly host: string | undefined;
  readonly secretName: string;
}

function serversOf(parts: readonly { readonly host?: string }[], secured: readonly Secured[]) {
  const bySecret = [...Map.groupBy(secured, ({ secretName }) => secretName)];
  return [
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: parts.map(({ host = '*' }) => host) },
    ...bySecret.map(([credentialName, entries], index) => ({
      port: { number: 443, name: index === 0 ? 'https' : `https-${index + 1}`, protocol: 'HTTPS' },
      tls: { mode: 'SIMPLE', credentialName },
      hosts: entries.map(({ host = '*' }) => host),
    })),
  ];
}

const RANK = { exact: 0, regex: 1, prefix: 1 } as const;

function bySpecificity(a: Rule, b: Rule): number {
  return RANK[a.match] - RANK[b.match] || b.path.length - a.path.length;
}

function routeOf(rule: Rule) {
  return {
    match: matchesOf(rule),
    route: [{ destination: { host: rule.service, port: { number: portNumber(rule) } } }],
  };
}

/** Istio compares a prefix as text, so that /shop would take /shopping too. */
function matchesOf({ path, match }: Rule) {
  if (match === 'regex') return [{ uri: { regex: forWholePath(path) } }];
  if (match === 'exact') return [{ uri: { exact: path } }];
  return path.endsWith('/') ? [{ uri: { prefix: path } }] : [{ uri: { exact: path } }, { uri: { prefix: `${path}/` } }];
}

function loadBalancerOf(affinity: Affinity) {
  switch (affinity.kind) {
    case 'none':
      return undefined;
    case 'cookie': {
      const { name, strength, path, maxAgeSeconds = 0 } = affinity;
      if (strength === 'pinned') return undefined;
      return {
        consistentHash: { httpCookie: { name, ...(path !== undefined && { path }), ttl: `${maxAgeSeconds}s` } },
      };
    }
    case 'client-address':
      return { consistentHash: { useSourceIp: true } };
    case 'header':
      return { consistentHash: { httpHeaderName: affinity.name } };
  }
}
