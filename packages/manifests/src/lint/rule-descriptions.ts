import { problemDescriptions } from './problems.ts';
import type { RuleDescription } from './rule.ts';
import { lintRules } from './rules/index.ts';

/** Every rule that `lint` goes by, by the alphabet of its id; what keeps a document from being read has rules too. */
export const ruleDescriptions: readonly RuleDescription[] = [...problemDescriptions, ...lintRules]
  .map(({ id, severity, title, why, documentation }) => ({ id, severity, title, why, documentation }))
  .toSorted((a, b) => (a.id < b.id ? -1 : 1));
