import * as z from 'zod';
import type { KubernetesObject } from '../../objects.ts';
import { specOf } from '../../read/spec.ts';

const list = <T extends z.ZodType>(entry: T) => z.array(entry.nullable().catch(null)).default([]).catch([]);
const rules = list(
  z.looseObject({
    backendRefs: list(
      z.looseObject({
        name: z.string(),
        kind: z.literal('Service').default('Service'),
        namespace: z.string().optional(),
      }),
    ),
  }),
);

/** The Services that an HTTPRoute leads to, as `namespace/name`. */
export function backendsOf(route: KubernetesObject): readonly string[] {
  return rules
    .parse(specOf(route).rules)
    .flatMap((rule) => rule?.backendRefs ?? [])
    .flatMap((backend) =>
      backend === null ? [] : [`${backend.namespace ?? route.metadata.namespace ?? ''}/${backend.name}`],
    );
}
