import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import { objectKey } from './gateways.ts';

/** A policy that is attached to other objects by `targetRefs` or `targetRef`. */
export interface Policy {
  readonly object: KubernetesObject;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What a policy is attached to, in its own namespace. */
export interface PolicyTarget {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** A listener of a Gateway, a rule of a route. */
  readonly sectionName?: string | undefined;
}

const reference = z.looseObject({ kind: z.string(), name: z.string(), sectionName: z.string().exactOptional() });
const policy = z.looseObject({
  spec: z.looseObject({ targetRef: reference.exactOptional(), targetRefs: z.array(reference).default([]) }),
});

/**
 * Finds what the policy of a kind says that is attached to an object. Of two, the one whose name comes first in the alphabet
 * counts, as the Gateway API orders them where nobody knows their age (GEP-713).
 *
 * @param read Called once for each policy, so that what several targets find is the same value.
 */
export function policiesOf<T>(
  objects: readonly KubernetesObject[],
  { group, kind }: { readonly group: string; readonly kind: string },
  read: (policy: Policy) => T,
): (target: PolicyTarget) => T | undefined {
  const byTarget = new Map<string, T>();
  const policies = objects
    .filter((object) => object.kind === kind && object.apiVersion.startsWith(`${group}/`))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const object of policies) {
    const { data } = policy.safeParse(object);
    if (data === undefined) continue;
    const { targetRef, targetRefs } = data.spec;
    const said = read({ object, spec: data.spec });
    for (const target of targetRef === undefined ? targetRefs : [targetRef]) {
      const key = targetKey({ ...target, namespace: object.metadata.namespace });
      if (!byTarget.has(key)) byTarget.set(key, said);
    }
  }
  return (target) => byTarget.get(targetKey(target));
}

function targetKey({ kind, namespace, name, sectionName = '' }: PolicyTarget): string {
  return `${kind}/${objectKey(namespace, name)}/${sectionName}`;
}
