import * as z from 'zod';
import { kindOf } from '../../read/object-index.ts';
import { specOf } from '../../read/spec.ts';
import type { LintRule } from '../rule.ts';

const list = <T extends z.ZodType>(entry: T) => z.array(entry.nullable().catch(null)).default([]).catch([]);
const routes = list(
  z.looseObject({
    backends: list(z.looseObject({ serviceName: z.string(), resolveGranularity: z.string().optional() })),
  }),
);
const hashed = z.looseObject({ loadbalancer: z.looseObject({ type: z.literal('chash') }) });

export const apisixClusterIp: LintRule = {
  id: 'apisix-cluster-ip',
  severity: 'error',
  title: 'A hash over one ClusterIP',
  why: 'With resolveGranularity service APISIX knows the ClusterIP alone: there is nothing to hash over, and kube-proxy picks any pod.',
  documentation: 'https://apisix.apache.org/docs/ingress-controller/reference/api-reference/#apisixroute',
  *check(scene) {
    for (const document of scene.ofKind('ApisixRoute')) {
      const { object } = document;
      if (kindOf(object) !== 'apisix.apache.org/ApisixRoute') continue;
      for (const [rule, route] of routes.parse(specOf(object).http).entries()) {
        for (const [at, backend] of (route?.backends ?? []).entries()) {
          if (backend?.resolveGranularity !== 'service') continue;
          const upstream = scene.find('ApisixUpstream', backend.serviceName, object.metadata.namespace);
          if (upstream === undefined || !hashed.safeParse(specOf(upstream.object)).success) continue;
          yield {
            document,
            path: ['spec', 'http', rule, 'backends', at, 'resolveGranularity'],
            message: `The ApisixUpstream ${backend.serviceName} hashes over pods: say resolveGranularity: endpoint.`,
            fix: {
              title: 'Route to pods',
              edits: [
                {
                  document,
                  edit: {
                    kind: 'set',
                    path: ['spec', 'http', rule, 'backends', at, 'resolveGranularity'],
                    value: 'endpoint',
                  },
                },
              ],
            },
          };
        }
      }
    }
  },
};
