import type { RuleDescription, Severity } from './rule.ts';

/** What to leave out: findings to which all that is given applies. */
export interface Ignore {
  readonly rule?: string;
  /** A glob over the file's name, with `/` on every system: `charts/**`. */
  readonly file?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** What `sticky.lint.yaml` says. */
export interface LintConfig {
  /** Severity by the rule's id, where it is another than the rule's own. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  readonly ignore?: readonly Ignore[];
}

/** How severe a rule's findings are, as configured. */
export function severityOf({ id, severity }: RuleDescription, { rules = {} }: LintConfig): Severity | 'off' {
  return (Object.hasOwn(rules, id) ? rules[id] : undefined) ?? severity;
}
