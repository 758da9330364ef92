import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { partsOf } from '../read/parts.ts';
import type { Loss, Reading, Rendered, Router } from '../router.ts';
import type { Routing, Rule } from '../routing.ts';
import { CLIENT_IP_TIMEOUT } from '../rules/range.ts';

/** A Service that remembers which pod a source address met: `sessionAffinity: ClientIP`, kept by kube-proxy. */
export const serviceClientIp: Router = {
  id: 'service-client-ip',
  title: 'Service, by client address',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'Kubernetes 1.7',
  notes: [
    "Behind a NodePort or LoadBalancer, externalTrafficPolicy: Cluster hides the client's address.",
    'Proxies that route to pod addresses, such as an ingress controller, bypass it.',
    'Everyone behind one proxy or NAT has one address and shares a pod; who changes networks changes pods.',
    'The timeout counts from the last connection: up to 86400 seconds, 10800 unless told.',
  ],
  documentation: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity',
  marks: { kinds: ['/Service'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  const losses = routingLosses(routing, affinity);
  switch (affinity.kind) {
    case 'none':
      return { objects: [], serviceSettings: { spec: { sessionAffinity: 'None' } }, losses };
    case 'client-address': {
      const { timeoutSeconds } = affinity;
      const config = timeoutSeconds !== undefined && { sessionAffinityConfig: { clientIP: { timeoutSeconds } } };
      return {
        objects: [],
        serviceSettings: {
          spec: { sessionAffinity: 'ClientIP', ...config },
          // Otherwise a node that forwards to another node puts its own address in the place of the client's.
          externalSpec: { externalTrafficPolicy: 'Local' },
        },
        losses,
      };
    }
    case 'cookie':
    case 'header':
      throw new ManifestError(
        'unsupported-affinity',
        `A Service sees connections, no ${affinity.kind}s: use the router ingress-nginx, or stick by client address.`,
      );
  }
}

/** A Service takes every connection to its ports, which is all that a rule for `/` of every host says. */
function routingLosses({ rules, tls, className }: Routing, affinity: Affinity): Loss[] {
  const more = rules.some(
    ({ host, path, match, port }) =>
      host !== undefined || path !== '/' || match !== 'prefix' || typeof port !== 'number',
  );
  const reasons: readonly [boolean, string, string][] = [
    [
      more || (affinity.kind === 'none' && rules.length > 0),
      'rules',
      'A Service knows no hosts and paths: every proxy before it reaches the pods past it.',
    ],
    [tls.length > 0, 'tls', 'A Service passes connections on as they are: TLS ends at the pods.'],
    [className !== undefined, 'className', 'kube-proxy serves every Service: there is no class to choose.'],
  ];
  return reasons.flatMap(([lost, field, reason]) => (lost ? [{ field, reason }] : []));
}

const stickyService = z.looseObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  spec: z.looseObject({ sessionAffinity: z.literal('ClientIP') }),
});
const ports = z.array(z.looseObject({ port: z.int().min(1).max(65535) })).nullish();
const clientIp = z
  .looseObject({
    clientIP: z
      .looseObject({ timeoutSeconds: z.int().min(CLIENT_IP_TIMEOUT.from).max(CLIENT_IP_TIMEOUT.to).nullish() })
      .nullish(),
  })
  .nullish();

/** Fields of a Service that decide beside the affinity which pods a client meets. */
const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'externalTrafficPolicy',
    "Nodes that forward to other nodes put their own address in the place of the client's, so clients share a pod.",
  ],
  ['internalTrafficPolicy', 'A client inside the cluster meets pods of its own node alone.'],
  ['trafficDistribution', 'A client meets pods of its own zone or node first, also when its session is elsewhere.'],
]);
const HARMLESS: ReadonlyMap<string, string> = new Map([
  ['externalTrafficPolicy', 'Local'],
  ['internalTrafficPolicy', 'Cluster'],
]);

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): Reading[] => {
    const { data } = stickyService.safeParse(object);
    if (data === undefined) return [];
    const { spec } = data;
    const { name, namespace } = object.metadata;
    const { unread, part } = partsOf(object);
    const config = part(clientIp, spec.sessionAffinityConfig, ['spec', 'sessionAffinityConfig']);
    const timeoutSeconds = config?.clientIP?.timeoutSeconds ?? undefined;
    const rules = (part(ports, spec.ports, ['spec', 'ports']) ?? []).map(
      ({ port }): Rule => ({ path: '/', match: 'prefix', service: name, port }),
    );
    for (const [field, reason] of REASONS) {
      const said = Object.hasOwn(spec, field) && spec[field] !== HARMLESS.get(field);
      if (said) unread.push({ object, path: ['spec', field], reason });
    }
    return [
      {
        routing: { name, ...(namespace !== undefined && { namespace }), rules, tls: [] },
        affinity: { kind: 'client-address', ...(timeoutSeconds !== undefined && { timeoutSeconds }) },
        from: [object],
        assumed:
          timeoutSeconds === undefined
            ? [{ field: 'timeoutSeconds', reason: 'Kubernetes forgets an address after three hours.', instead: 10_800 }]
            : [],
        unread,
      },
    ];
  });
}
