import type { Finding, RuleDescription, Severity, Source } from '@sticky/manifests';
import { wrap } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';

/** `2 errors, 1 warning in 3 documents. 1 of them can be mended: --fix.` */
export function lintSummary(findings: readonly Finding[], sources: readonly Source[]): string {
  const documents = count(sources.flatMap((source) => source.documents).length, 'document');
  if (findings.length === 0) return `Nothing found in ${documents}.`;
  const severities: readonly Severity[] = ['error', 'warning', 'note'];
  const found = severities.flatMap((severity) => {
    const many = findings.filter((finding) => finding.severity === severity).length;
    return many === 0 ? [] : [count(many, severity)];
  });
  const mendable = findings.filter(({ fix }) => fix !== undefined).length;
  const mend = mendable === 0 ? '' : ` ${mendable} of them can be mended: --fix.`;
  return `${found.join(', ')} in ${documents}.${mend}`;
}

/** Every rule with its severity, and below it why it matters. */
export function lintRulesText(rules: readonly RuleDescription[], style: Style, width: number): string {
  return rules
    .flatMap(({ id, severity, title, why }) => [
      `${style.bold(id)}  ${severity}  ${title}`,
      ...wrap(why, width - 4).map((line) => style.dim(`    ${line}`)),
    ])
    .join('\n');
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}
