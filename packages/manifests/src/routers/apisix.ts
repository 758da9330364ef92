import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { tlsWithoutSecretLoss, withSecret } from '../render/by-host.ts';
import { type Fixed, lossesOf, needing } from '../render/losses.ts';
import type { Rendered, Router } from '../router.ts';
import { type Routing, type Rule, requirePlainPaths, requireRules, servicesOf } from '../routing.ts';
import { read } from './apisix-read.ts';
import { requirePlainName } from './plain-name.ts';

/** An ApisixRoute, with an ApisixUpstream for each Service and an ApisixTls for each Secret. */
export const apisix: Router = {
  id: 'apisix',
  title: 'Apache APISIX',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'APISIX Ingress Controller 1.5',
  notes: [
    'APISIX sets no cookie: it hashes one that the application sets, and the address as long as there is none.',
    'An ApisixUpstream belongs to the Service of its own name and namespace, for all routes to it.',
    'With resolveGranularity: service a route leads to the ClusterIP, and nothing sticks.',
    'APISIX takes letters, digits, "_" and "-" in the name of a cookie or header.',
    'ingressClassName is looked at since 2.0 of the controller, on each object.',
  ],
  documentation: 'https://apisix.apache.org/docs/ingress-controller/reference/api-reference/#apisixupstream',
  className: 'apisix',
  marks: {
    controllers: ['apisix.apache.org/apisix-ingress-controller'],
    annotations: ['k8s.apisix.apache.org/'],
    kinds: ['apisix.apache.org/ApisixRoute', 'apisix.apache.org/ApisixUpstream', 'apisix.apache.org/ApisixTls'],
    classNames: ['apisix'],
  },
  render,
  read,
};

const OF_APPLICATION: Fixed = { reason: 'APISIX sets no cookie: the application does, and says this itself.' };
const COOKIE: Readonly<Record<string, Fixed>> = {
  strength: {
    reason: 'APISIX hashes the cookie over the pods: a change of their set moves some sessions.',
    instead: 'hashed',
  },
  maxAgeSeconds: OF_APPLICATION,
  path: OF_APPLICATION,
  domain: OF_APPLICATION,
  secure: OF_APPLICATION,
  sameSite: OF_APPLICATION,
  changeOnFailure: { reason: 'APISIX tries the next pod by itself when one fails.' },
};
const TIMEOUT: Fixed = { reason: 'APISIX hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  requireRules(routing);
  requirePlainPaths(routing, apisix.title);
  requirePlainName('APISIX', affinity);
  const { name, namespace, className, rules } = routing;
  const { tls } = withSecret(routing);
  const object = (kind: string, own: string, spec: object): KubernetesObject & { spec: object } => ({
    apiVersion: 'apisix.apache.org/v2',
    kind,
    metadata: { name: own, ...(namespace !== undefined && { namespace }) },
    spec: { ...(className !== undefined && { ingressClassName: className }), ...spec },
  });
  const loadbalancer = loadBalancerOf(affinity);
  const bySecret = [...Map.groupBy(tls, ({ secretName }) => secretName ?? '')];
  const hostsOf = (entries: Routing['tls']) =>
    entries.some(({ host }) => host === undefined) ? rules.map(({ host }) => host) : entries.map(({ host }) => host);
  return {
    objects: [
      object('ApisixRoute', name, { http: rules.map(routeOf) }),
      ...bySecret.map(([secret, entries], index) =>
        object('ApisixTls', index === 0 ? name : `${name}-${index + 1}`, {
          hosts: [...new Set(hostsOf(entries).flatMap((host) => host ?? []))],
          secret: { name: secret, namespace: namespace ?? 'default' },
        }),
      ),
      ...(loadbalancer === undefined
        ? []
        : servicesOf(routing).map((service) => object('ApisixUpstream', service, { loadbalancer }))),
    ],
    losses: [
      ...lossesOf(affinity, affinity.kind === 'cookie' ? COOKIE : { timeoutSeconds: TIMEOUT }),
      ...tlsWithoutSecretLoss(routing, 'APISIX'),
    ],
    ...needing([
      ...(affinity.kind === 'cookie'
        ? [`The application sets the cookie ${affinity.name}, with a value for each client: APISIX sets none.`]
        : []),
      ...(tls.length > 0 && namespace === undefined
        ? ['The Secrets are in the namespace default: an ApisixTls has to name it.']
        : []),
    ]),
  };
}

function routeOf(rule: Rule, index: number) {
  const { host, service, port } = rule;
  return {
    name: `rule-${index + 1}`,
    match: { ...(host !== undefined && { hosts: [host] }), paths: pathsOf(rule) },
    backends: [{ serviceName: service, servicePort: port }],
  };
}

/** A prefix by path elements: the path itself, and all below it. */
function pathsOf({ path, match }: Rule): readonly string[] {
  if (match === 'exact') return [path];
  return path.endsWith('/') ? [`${path}*`] : [path, `${path}/*`];
}

function loadBalancerOf(affinity: Affinity) {
  switch (affinity.kind) {
    case 'none':
      return undefined;
    case 'cookie':
    case 'header':
      return { type: 'chash', hashOn: affinity.kind, key: affinity.name };
    case 'client-address':
      return { type: 'chash', hashOn: 'vars', key: 'remote_addr' };
  }
}
