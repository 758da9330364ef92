import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { AppSpec } from '../app-spec.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject, ServiceObject } from '../objects.ts';
import { renderService } from '../render/service.ts';
import type { Rendered, Router } from '../router.ts';

/** A Service that remembers which pod a source address met: `sessionAffinity: ClientIP`, kept by kube-proxy. */
export const serviceClientIp: Router = {
  id: 'service-client-ip',
  title: 'Service, by client address',
  strengths: ['pinned'],
  status: 'stable',
  documentation: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity',
  render,
  read,
};

function render(app: AppSpec, affinity: Affinity): Rendered {
  const service = renderService(app);
  const withSpec = (spec: ServiceObject['spec']) => ({
    objects: [{ ...service, spec: { ...service.spec, ...spec } }],
    losses: [],
  });
  switch (affinity.kind) {
    case 'none':
      return withSpec({ sessionAffinity: 'None' });
    case 'client-address':
      return withSpec({
        // Otherwise a node that forwards to another node puts its own address in the place of the client's.
        ...(app.serviceType !== 'ClusterIP' && { externalTrafficPolicy: 'Local' }),
        sessionAffinity: 'ClientIP',
        ...(affinity.timeoutSeconds !== undefined && {
          sessionAffinityConfig: { clientIP: { timeoutSeconds: affinity.timeoutSeconds } },
        }),
      });
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
    sessionAffinityConfig: z
      .looseObject({ clientIP: z.looseObject({ timeoutSeconds: z.int().exactOptional() }).exactOptional() })
      .exactOptional(),
  }),
});

function read(objects: readonly KubernetesObject[]): Affinity {
  for (const object of objects) {
    const { data } = stickyService.safeParse(object);
    if (data === undefined) continue;
    const timeoutSeconds = data.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
    return { kind: 'client-address', ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
  }
  return { kind: 'none' };
}
