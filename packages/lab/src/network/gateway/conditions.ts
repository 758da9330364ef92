import type { Condition } from 'kubernetes-types/meta/v1.js';
import { now } from '../../timestamp.ts';

export interface Finding {
  readonly status: 'True' | 'False' | 'Unknown';
  /** One word in CamelCase, of the Gateway API where it has one. */
  readonly reason: string;
  readonly message: string;
}

/** What a controller says of an object, by the condition's type; undefined takes a condition back. */
export type Findings = Readonly<Record<string, Finding | undefined>>;

/**
 * The conditions of an object with what a controller has to say. Those of other types stay as and where they are, as the
 * Gateway API asks for; the time is that of the last change of the status.
 */
export function withConditions(
  before: readonly Condition[] = [],
  generation: number | undefined,
  findings: Findings,
): Condition[] {
  const kept = before.flatMap((condition) => {
    if (!Object.hasOwn(findings, condition.type)) return [condition];
    const finding = findings[condition.type];
    return finding === undefined ? [] : [conditionOf(condition.type, finding, generation, condition)];
  });
  const known = new Set(before.map(({ type }) => type));
  const fresh = Object.entries(findings).flatMap(([type, finding]) =>
    finding === undefined || known.has(type) ? [] : [conditionOf(type, finding, generation, undefined)],
  );
  return [...kept, ...fresh];
}

function conditionOf(
  type: string,
  { status, reason, message }: Finding,
  generation: number | undefined,
  before: Condition | undefined,
): Condition {
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now();
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  return { type, status, ...observed, lastTransitionTime, reason, message };
}
