import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Loss, Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';

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
  ],
  documentation: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity',
  marks: { kinds: ['/Service'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  const losses: Loss[] =
    routing.rules.length === 0
      ? []
      : [
          {
            field: 'rules',
            reason: 'A Service knows no hosts and paths: every proxy before it reaches the pods past it.',
          },
        ];
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

const stickyService = z.looseObject({
  kind: z.literal('Service'),
  spec: z.looseObject({
    sessionAffinity: z.literal('ClientIP'),
    ports: z.array(z.looseObject({ port: z.int() })).exactOptional(),
    sessionAffinityConfig: z
      .looseObject({ clientIP: z.looseObject({ timeoutSeconds: z.int().exactOptional() }).exactOptional() })
      .exactOptional(),
  }),
});

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): Reading[] => {
    const { data } = stickyService.safeParse(object);
    if (data === undefined) return [];
    const { name, namespace } = object.metadata;
    const timeoutSeconds = data.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
    return [
      {
        routing: {
          name,
          ...(namespace !== undefined && { namespace }),
          rules: (data.spec.ports ?? []).map(({ port }) => ({ path: '/', match: 'prefix', service: name, port })),
          tls: [],
        },
        affinity: { kind: 'client-address', ...(timeoutSeconds !== undefined && { timeoutSeconds }) },
        from: [object],
        assumed: [],
        unread: [],
      },
    ];
  });
}
