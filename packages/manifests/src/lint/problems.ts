import { titleOf } from '../object-identity.ts';
import type { Path } from '../router.ts';
import type { Source, SourceDocument, SourceProblem, SourceProblemCode } from '../yaml/source.ts';
import type { LintConfig } from './config.ts';
import type { Finding, RuleDescription } from './rule.ts';
import { severityOf } from './severity.ts';

const YAML = 'https://yaml.org/spec/1.2.2/';
const OBJECTS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/';

/** What keeps a document from being read, as rules that can be named in a configuration as the others can. */
const DESCRIPTIONS: Readonly<Record<SourceProblemCode, Omit<RuleDescription, 'id'>>> = {
  'not-yaml': {
    severity: 'error',
    title: 'This is not YAML',
    why: 'kubectl refuses the file, so nothing in it reaches the cluster.',
    documentation: YAML,
  },
  'not-kubernetes': {
    severity: 'note',
    title: 'This is no Kubernetes object',
    why: 'A document without apiVersion, kind and a name is passed over: what it should say is not looked at.',
    documentation: OBJECTS,
  },
  templated: {
    severity: 'note',
    title: 'A template is still to be filled in',
    why: 'What a template says is only known once it is rendered, so it is not looked at.',
    documentation: 'https://helm.sh/docs/helm/helm_template/',
  },
  'bad-alias': {
    severity: 'error',
    title: 'A YAML alias cannot be followed',
    why: 'kubectl refuses the document, so nothing in it reaches the cluster.',
    documentation: `${YAML}#71-alias-nodes`,
  },
  'not-a-string': {
    severity: 'error',
    title: 'A label or an annotation is no string',
    why: 'Labels and annotations are strings: the API server rejects the whole object over a bare number or boolean, and nothing is created or changed.',
    documentation: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  },
  'too-much': {
    severity: 'error',
    title: 'This is too large or nested too deeply',
    why: 'What is beyond the limits of a cluster is not read.',
    documentation: OBJECTS,
  },
};

/** The rules behind what keeps a document from being read. */
export const problemDescriptions: readonly RuleDescription[] = codes().map((id) => ({ id, ...DESCRIPTIONS[id] }));

function codes(): readonly SourceProblemCode[] {
  return ['bad-alias', 'not-a-string', 'not-kubernetes', 'not-yaml', 'templated', 'too-much'];
}

/** What keeps documents of a source from being read, as findings. */
export function findingsOfProblems(source: Source, config: LintConfig): Finding[] {
  return source.problems.flatMap((problem) => {
    const severity = severityOf({ id: problem.code, ...DESCRIPTIONS[problem.code] }, config);
    return severity === 'off' ? [] : [findingOf(problem, severity)];
  });
}

function findingOf({ code, message, place, document, path }: SourceProblem, severity: Finding['severity']): Finding {
  return {
    rule: code,
    severity,
    message,
    why: DESCRIPTIONS[code].why,
    place,
    ...(document !== undefined && { object: titleOf(document.object) }),
    ...(code === 'not-a-string' && document !== undefined && path !== undefined && quoting(document, path)),
  };
}

/** The document has the text that stands there already: only its quotes are missing. */
function quoting(document: SourceDocument, path: Path): Pick<Finding, 'fix'> {
  const value = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? new Map(Object.entries(inner)).get(`${step}`) : undefined,
    document.object,
  );
  if (typeof value !== 'string') return {};
  return { fix: { title: 'Put it in quotes', edits: [{ document, edit: { kind: 'set', path, value } }] } };
}
