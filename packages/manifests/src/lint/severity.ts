import type { LintConfig } from './config.ts';
import type { RuleDescription, Severity } from './rule.ts';

/** How severe a rule's findings are, as configured. */
export function severityOf({ id, severity }: RuleDescription, { rules = {} }: LintConfig): Severity | 'off' {
  return (Object.hasOwn(rules, id) ? rules[id] : undefined) ?? severity;
}
