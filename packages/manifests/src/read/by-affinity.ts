import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Loss, Reading, Unread } from '../router.ts';
import type { Routing, Rule } from '../routing.ts';

/** What was read for one rule, or for what several have in common. */
export interface Sticking {
  readonly affinity: Affinity;
  /** The objects that say the affinity, beside those that route. */
  readonly from?: readonly KubernetesObject[];
  readonly assumed?: readonly Loss[];
  readonly unread?: readonly Unread[];
}

export const NOT_STICKY: Sticking = { affinity: { kind: 'none' } };

/**
 * Readings of what routes, one for each affinity that its rules have; one without affinity where it has no rules.
 *
 * @param of What was read for a rule. For rules with the same answer it should be the same value, so that nothing is told twice.
 */
export function byAffinity(
  routing: Routing,
  { from, unread }: Pick<Reading, 'from' | 'unread'>,
  of: (rule: Rule) => Sticking,
): readonly Reading[] {
  const sticking = new Map(routing.rules.map((rule) => [rule, of(rule)]));
  const groups = [...Map.groupBy(routing.rules, (rule) => JSON.stringify(sticking.get(rule)?.affinity)).values()];
  if (groups.length === 0) groups.push([]);
  return groups.map((rules, at) => {
    const parts = [...new Set(rules.map((rule) => sticking.get(rule) ?? NOT_STICKY))];
    const [first = NOT_STICKY] = parts;
    return {
      routing: { ...routing, rules },
      affinity: first.affinity,
      from: [...new Set([...from, ...parts.flatMap((part) => part.from ?? [])])],
      assumed: first.assumed ?? [],
      unread: [...(at === 0 ? unread : []), ...parts.flatMap((part) => part.unread ?? [])],
    };
  });
}
