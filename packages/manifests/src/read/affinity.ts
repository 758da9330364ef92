import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';

/** The affinity that objects ask a router for, the first that one of them does; `{kind: 'none'}` when none does. */
export function readAffinity(objects: readonly KubernetesObject[], router: RouterId): Affinity {
  const readings = routers[router].read(objects);
  return readings.find(({ affinity }) => affinity.kind !== 'none')?.affinity ?? { kind: 'none' };
}
