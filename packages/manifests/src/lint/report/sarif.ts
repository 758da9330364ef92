import { createHash } from 'node:crypto';
import type { Log, ReportingDescriptor, Result, Fix as SarifFix } from 'sarif';
import type { Source } from '../../yaml/source.ts';
import type { Finding, RuleDescription } from '../rule.ts';
import { ruleDescriptions } from '../rule-descriptions.ts';
import { replacementOf } from './replacement.ts';

/** Where the schema of SARIF 2.1.0 stands. */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * Findings as SARIF 2.1.0, which code scanning of GitHub and others read: each rule with its help, each result with its region
 * and, where it can be mended, the text that mends it.
 *
 * @param sources What was linted, for the fixes; without it results have none.
 */
export function renderFindingsSarif(findings: readonly Finding[], sources: readonly Source[] = []): string {
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sticky lint', rules: ruleDescriptions.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, sources)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor({ id, severity, title, why, documentation }: RuleDescription): ReportingDescriptor {
  return {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${why}\n${documentation}`, markdown: `${why}\n\n[Read more](${documentation})` },
    helpUri: documentation,
    defaultConfiguration: { level: severity },
    properties: { tags: ['kubernetes', 'session-affinity'] },
  };
}

function result(finding: Finding, sources: readonly Source[]): Result {
  const { rule, severity, message, place, object } = finding;
  const fix = fixOf(finding, sources);
  return {
    ruleId: rule,
    ruleIndex: ruleDescriptions.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file) },
          region: {
            startLine: place.line,
            startColumn: place.column,
            endLine: place.endLine,
            endColumn: place.endColumn,
          },
        },
        ...(object !== undefined && { logicalLocations: [{ fullyQualifiedName: object, kind: 'object' }] }),
      },
    ],
    // The same when lines above it come or go.
    partialFingerprints: { 'stickyFinding/v1': fingerprint([rule, place.file, object ?? '', message]) },
    ...(fix !== undefined && { fixes: [fix] }),
  };
}

function fixOf({ fix, place }: Finding, sources: readonly Source[]): SarifFix | undefined {
  const source = sources.find(({ file }) => file === place.file);
  if (fix === undefined || source === undefined) return undefined;
  const replacement = replacementOf(source, fix.edits);
  if (replacement === undefined) return undefined;
  const { text, ...region } = replacement;
  return {
    description: { text: `${fix.title}.` },
    artifactChanges: [
      {
        artifactLocation: { uri: uriOf(place.file) },
        replacements: [
          {
            deletedRegion: { startColumn: 1, ...region },
            insertedContent: { text },
          },
        ],
      },
    ],
  };
}

/** A relative name stays one, to the folder that the reader takes for the sources' root. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
