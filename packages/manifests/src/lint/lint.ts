import { titleOf } from '../object-identity.ts';
import { bySameCluster } from '../read/same-cluster.ts';
import { locate } from '../yaml/locate.ts';
import type { Source } from '../yaml/source.ts';
import type { LintConfig } from './config.ts';
import { findingsOfProblems } from './problems.ts';
import type { Finding, Found, LintRule, Severity, Sources } from './rule.ts';
import { lintRules } from './rules/index.ts';
import { sceneOf } from './scene.ts';
import { severityOf } from './severity.ts';
import { silencer } from './silence.ts';

/**
 * What is wrong or risky in documents, those of one cluster together: what one object says often only counts beside another.
 * Files that say the same object, as overlays do, are looked at apart.
 * In the order of files, lines and rule ids; the same sources always give the same findings.
 */
export function lint(sources: Sources, config: LintConfig = {}): readonly Finding[] {
  const scenes = bySameCluster(sources).map(sceneOf);
  const all = lintRules.flatMap((rule): Unplaced[] => {
    const severity = severityOf(rule, config);
    if (severity === 'off') return [];
    return scenes.flatMap((scene) => Array.from(rule.check(scene), (one) => ({ ...one, rule, severity })));
  });
  const told = new Set(
    all.flatMap(({ rule, document }) => (rule.fallback || rule.severity === 'note' ? [] : [document])),
  );
  const found = all.filter(({ rule, document }) => !(rule.fallback && told.has(document)));
  const problems = sources.flatMap((source) => findingsOfProblems(source, config));
  const isSilenced = silencer(sources, config);
  const findings = [...problems, ...placed(sources, found)].filter((finding) => !isSilenced(finding)).toSorted(byPlace);
  return findings.filter((finding, index) => !isSame(finding, findings[index - 1]));
}

interface Unplaced extends Found {
  readonly rule: LintRule;
  readonly severity: Severity;
}

/** Findings with their places, a document after the other: where things stand is only remembered for the last one. */
function placed(sources: Sources, found: readonly Unplaced[]): readonly Finding[] {
  const byDocument = Map.groupBy(found, ({ document }) => document);
  return sources.flatMap((source) =>
    source.documents.flatMap((document) => placedIn(source, byDocument.get(document) ?? [])),
  );
}

function placedIn(source: Source, found: readonly Unplaced[]): readonly Finding[] {
  return found.map(({ rule, severity, document, path, part, message, fix }) => ({
    rule: rule.id,
    severity,
    message,
    why: rule.why,
    place: locate(source, document)(path, part),
    object: titleOf(document.object),
    ...(fix !== undefined && { fix }),
  }));
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
