import { locate } from '../yaml/locate.ts';
import type { Source, SourceDocument } from '../yaml/source.ts';
import { type LintConfig, severityOf } from './config.ts';
import { titleOf } from './object-title.ts';
import { findingsOfProblems } from './problems.ts';
import type { Finding, Found, LintRule, Sources } from './rule.ts';
import { lintRules } from './rules/index.ts';
import { sceneOf } from './scene.ts';
import { silencer } from './silence.ts';

/**
 * What is wrong or risky in documents, those of one cluster together: what one object says often only counts beside another.
 * In the order of files, lines and rule ids; the same sources always give the same findings.
 */
export function lint(sources: Sources, config: LintConfig = {}): readonly Finding[] {
  const isSilenced = silencer(sources, config);
  const scene = sceneOf(sources);
  const placed = placer(sources);
  const found = lintRules.flatMap((rule) => {
    const severity = severityOf(rule, config);
    if (severity === 'off') return [];
    return Array.from(rule.check(scene), (one) => ({ ...placed(rule, one), severity }));
  });
  const problems = sources.flatMap((source) => findingsOfProblems(source, config));
  const findings = [...problems, ...found].filter((finding) => !isSilenced(finding)).toSorted(byPlace);
  return findings.filter((finding, index) => !isSame(finding, findings[index - 1]));
}

/** Gives what a rule found its place in the text. Each document is located in at most once, on first need. */
function placer(sources: Sources): (rule: LintRule, found: Found) => Finding {
  const sourceOf = new Map<SourceDocument, Source>(
    sources.flatMap((source) => source.documents.map((document) => [document, source] as const)),
  );
  const locators = new Map<SourceDocument, ReturnType<typeof locate>>();
  return (rule, { document, path, part, message, fix }) => {
    const source = sourceOf.get(document);
    if (source === undefined) throw new Error(`The rule ${rule.id} named a document that is not linted.`);
    const locator = locators.get(document) ?? locate(source, document);
    locators.set(document, locator);
    return {
      rule: rule.id,
      severity: rule.severity,
      message,
      why: rule.why,
      place: locator(path, part),
      object: titleOf(document),
      ...(fix !== undefined && { fix }),
    };
  };
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.place.file, b.place.file) ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isSame(a: Finding, b: Finding | undefined): boolean {
  return b !== undefined && byPlace(a, b) === 0;
}
