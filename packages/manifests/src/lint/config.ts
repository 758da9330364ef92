import { isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { type Issue, ManifestError } from '../errors.ts';
import { NO_SUCH_FIELD } from '../parse-input.ts';
import type { Severity } from './rule.ts';
import { ruleDescriptions } from './rule-descriptions.ts';

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

const severity = z.enum(['off', 'note', 'warning', 'error'], {
  error: 'Use one of off, note, warning, error.',
});
const NO_SUCH_RULE = 'There is no such rule: "sticky lint --rules" lists them.';
const rule = z.enum(
  ruleDescriptions.map(({ id }) => id),
  { error: NO_SUCH_RULE },
);
const name = z.string('Give a text.').min(1, 'Give a text.');

const ignore = z
  .strictObject({
    rule: rule.exactOptional().describe('The id of a rule; without it every rule.'),
    file: name.exactOptional().describe('A glob over the name of the file, with / on every system: charts/**.'),
    kind: name.exactOptional().describe('The kind of the object: Ingress.'),
    name: name.exactOptional().describe('The name of the object.'),
    namespace: name.exactOptional().describe('The namespace of the object, as its document says it.'),
  })
  .refine((entry) => Object.keys(entry).length > 0, { error: 'Say what to ignore: a rule, a file, a kind, a name.' });

/** What `sticky.lint.yaml` looks like. What is not known is refused: a misspelt id would silence nothing. */
const schema = z.strictObject({
  $schema: z.string().exactOptional(),
  rules: z.partialRecord(rule, severity).exactOptional().describe('Severity by the id of the rule; off for none.'),
  ignore: z
    .array(ignore)
    .exactOptional()
    .describe('What to leave out: findings to which all that an entry says applies.'),
});

/** The JSON Schema (2020-12) of `sticky.lint.yaml`, for editors that complete and check it. */
export function lintConfigSchema(): object {
  return { title: 'What sticky lint goes by', ...z.toJSONSchema(schema, { io: 'input' }) };
}

/**
 * The configuration that a text of YAML says; an empty one says nothing.
 *
 * @throws ManifestError `invalid-input`, each issue with its line.
 */
export function parseLintConfig(text: string): LintConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw refused([
      { path: '', line: lines.linePos(problem.pos[0]).line, message: `This is not YAML: ${problem.message}.` },
    ]);
  }
  const result = schema.safeParse(plainValue(document) ?? {}, { reportInput: true });
  if (result.success) return configOf(result.data);
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document.contents, path)).line;
  throw refused(
    result.error.issues.flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return keys.map((path) => ({ path: path.join('.'), line: lineOf(path), message: messageOf(issue) }));
    }),
  );
}

/** In a partial record zod takes undefined for a value, which YAML does not have. */
function configOf({ rules = {}, ignore = [] }: z.output<typeof schema>): LintConfig {
  const given = Object.entries(rules).flatMap(([id, value]) => (value === undefined ? [] : [[id, value] as const]));
  return { rules: Object.fromEntries(given), ignore };
}

function plainValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw refused([{ path: '', line: 1, message: `This cannot be read: ${error.message}.` }]);
  }
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.path[0] === 'rules' ? NO_SUCH_RULE : NO_SUCH_FIELD;
    case 'invalid_type':
      return `This is of the wrong type: give ${issue.expected === 'array' ? 'a list' : 'names and values'}.`;
    default:
      return issue.message;
  }
}

/** Where the key of the innermost thing on the way stands. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = isCollection(root) ? (root.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.get(step, true);
      if (isCollection(node) || isScalar(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

function refused(issues: readonly (Issue & { readonly line: number })[]): ManifestError {
  const sentences = issues.map(
    ({ path, line, message }) => `Line ${line}${path === '' ? '' : `, ${path}`}: ${message}`,
  );
  return new ManifestError('invalid-input', sentences.join(' '), {
    issues: issues.map(({ path, message }) => ({ path, message })),
  });
}
