import * as z from 'zod';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { F5_DOCUMENTATION, f5StickyOf } from '../view/f5.ts';

const USE_CLUSTER_IP = 'nginx.org/use-cluster-ip';
/** Go's strconv.ParseBool. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const virtualServer = z.looseObject({ spec: z.looseObject({ upstreams: z.array(z.unknown()) }) });
const defeated = z.looseObject({
  'use-cluster-ip': z.literal(true),
  sessionCookie: z.looseObject({ enable: z.literal(true) }),
});

export const useClusterIpWithCookie: LintRule = {
  id: 'use-cluster-ip-with-cookie',
  severity: 'error',
  title: '`use-cluster-ip` defeats the cookie',
  why: "With use-cluster-ip the only server that F5 NGINX knows is the Service's own address: the cookie is set and comes back, and the Service still picks any pod.",
  documentation: F5_DOCUMENTATION,
  *check(scene) {
    const message = 'The Service picks a pod again behind NGINX, whatever the cookie: take use-cluster-ip out.';
    for (const { document, annotations } of scene.ingresses) {
      if (f5StickyOf(annotations) === undefined || !TRUE.includes(annotations[USE_CLUSTER_IP] ?? '')) continue;
      yield { document, path: annotationPath(USE_CLUSTER_IP), message };
    }
    for (const kind of ['VirtualServer', 'VirtualServerRoute']) {
      for (const document of scene.ofKind(kind)) {
        const upstreams = virtualServer.safeParse(document.object).data?.spec.upstreams ?? [];
        for (const [at, upstream] of upstreams.entries()) {
          if (!defeated.safeParse(upstream).success) continue;
          yield { document, path: ['spec', 'upstreams', at, 'use-cluster-ip'], message };
        }
      }
    }
  },
};
