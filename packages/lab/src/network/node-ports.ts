import { randomInt } from 'node:crypto';
import { type FieldError, invalid } from '../resources/schema/field-error.ts';
import { NODE_PORTS } from '../resources/service-rules.ts';
import type { Draft, Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';

/** All ports of the node that a Service holds; those of health checks are of the same range. */
export function nodePortsOf({ spec }: Draft<'services'> | Stored<'services'>): readonly number[] {
  return [...(spec?.ports ?? []).map(({ nodePort }) => nodePort), spec?.healthCheckNodePort].filter(
    (port): port is number => port !== undefined && port !== 0,
  );
}

/** One that nobody has, which joins `taken`. At random, so that two labs on one machine seldom want the same one. */
export function freeNodePort(taken: Set<number>): number {
  for (;;) {
    const port = randomInt(NODE_PORTS.first, NODE_PORTS.last + 1);
    if (taken.has(port)) continue;
    taken.add(port);
    return port;
  }
}

/** The ports that a Service wants and another one has, in the words of the API server's allocator. */
export function nodePortErrors(store: Store, draft: Draft<'services'>): readonly FieldError[] {
  const { namespace, name } = draft.metadata;
  const others = store
    .list('services')
    .filter(({ metadata }) => metadata.name !== name || metadata.namespace !== namespace);
  const taken = new Set(others.flatMap(nodePortsOf));
  const fields = (draft.spec?.ports ?? []).map(({ nodePort }, index) => ({
    field: `spec.ports[${index}].nodePort`,
    port: nodePort,
  }));
  return [...fields, { field: 'spec.healthCheckNodePort', port: draft.spec?.healthCheckNodePort }]
    .filter(({ port }) => port !== undefined && taken.has(port))
    .map(({ field, port }) => invalid(field, port, 'provided port is already allocated'));
}
