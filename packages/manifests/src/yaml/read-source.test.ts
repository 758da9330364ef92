import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasKubectl, kubectl } from '../../test/kubectl.ts';
import { styledTexts } from '../../test/styled-yaml.ts';
import { DEFAULT_AFFINITY, parseDocuments, readSource, renderApp, type Source, toYaml } from '../index.ts';

const configMap = (name: string, rest = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;
const namesOf = ({ documents }: Source) => documents.map(({ object }) => object.metadata.name);
const problemsOf = ({ problems }: Source) =>
  problems.map(({ code, place: { line, column } }) => `${code} ${line}:${column}`);

describe('a document that cannot be read hides no other', () => {
  test.each([
    ['broken', 'a: [1,\n', 'not-yaml 7:1'],
    ['a tab for indentation', 'a:\n\tb: 1\n', 'not-yaml 7:1'],
    ['a key twice', 'a: 1\na: 2\n', 'not-yaml 7:1'],
    ['an unknown tag', 'a: !secret x\n', 'not-yaml 6:12'],
    ['a template line', '{{- if .Values.on }}\na: 1\n{{- end }}\n', 'templated 6:1'],
    ['a template value', 'a: {{ .Values.a }}\n', 'templated 6:4'],
    ['a cyclic alias', 'a: &a [*a]\n', 'bad-alias 6:8'],
    ['an alias of nothing', 'a: *b\n', 'bad-alias 6:4'],
    ['too deep', `${'['.repeat(2000)}\n`, 'too-much 6:500'],
    ['not an object', 'hello\n', 'not-kubernetes 6:1'],
    ['without a name', 'apiVersion: v1\nkind: Pod\nmetadata: {}\n', 'not-kubernetes 8:1'],
    ['an infinite number', `${configMap('x')}data: {a: .inf}\n`, 'not-kubernetes 10:11'],
  ])('%s', (_, text, problem) => {
    const source = readSource(`${configMap('before')}---\n${text}---\n${configMap('behind')}`);
    expect(namesOf(source)).toEqual(['before', 'behind']);
    expect(problemsOf(source)).toEqual([problem]);
  });

  test('nor does an item of a List', () => {
    const source = readSource(
      `apiVersion: v1\nkind: List\nitems:\n- ${configMap('a').replaceAll('\n', '\n  ')}\n- nothing\n- ${configMap('b').replaceAll('\n', '\n  ')}`,
    );
    expect(source.documents.map(({ index, within }) => [index, ...within])).toEqual([
      [0, 'items', 0],
      [0, 'items', 2],
    ]);
    expect(problemsOf(source)).toEqual(['not-kubernetes 9:3']);
  });
});

describe('what stands beside manifests is named', () => {
  test.each([
    ['kustomization.yaml', 'resources: [a.yaml]', 'kubectl kustomize'],
    ['k.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization', 'kubectl kustomize'],
    ['chart/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0', 'helm template'],
    ['chart\\values.yaml', 'replicas: 2', 'helm template'],
    ['compose.yaml', 'services:\n  web:\n    image: nginx', 'Docker Compose'],
  ])('%s', (file, text, hint) => {
    const { documents, problems } = readSource(text, file);
    expect(documents).toEqual([]);
    expect(problems).toMatchObject([{ code: 'not-kubernetes', place: { file, line: 1, column: 1 } }]);
    expect(problems[0]?.message).toContain(hint);
  });

  test('a template in a name or a string', () => {
    expect(problemsOf(readSource(configMap('"{{ .Release.Name }}"')))).toEqual(['templated 4:3']);
    const rule = configMap('a', 'data: {summary: "{{ $labels.instance }} is down"}\n');
    expect(problemsOf(readSource(rule))).toEqual([]);
  });
});

describe('markers', () => {
  test.each([
    ['a byte order mark', `\ufeff${configMap('a')}`, ['a']],
    ['one at each file of several', `\ufeff${configMap('a')}\ufeff---\n${configMap('b')}`, ['a', 'b']],
    ['Windows line breaks', `${configMap('a')}---\n${configMap('b')}`.replaceAll('\n', '\r\n'), ['a', 'b']],
    [
      'comments and directives',
      `# top\n%YAML 1.1\n---\n${configMap('a')}...\n# next\n---\n${configMap('b')}`,
      ['a', 'b'],
    ],
    ['comments alone', '# a\n---\n# b\n---\n', []],
    ['dashes in a block', configMap('a', 'data:\n  a: |\n    ---\n    b: c\n'), ['a']],
    ['a document beside its marker', `--- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n`, ['a']],
  ])('%s', (_, text, names) => {
    const source = readSource(text);
    expect(problemsOf(source)).toEqual([]);
    expect(namesOf(source)).toEqual(names);
  });
});

test('a label that is no string is read as it stands, and told with its document and path', () => {
  const { documents, problems } = readSource(configMap('a', '  labels:\n    on: yes\n'), 'a.yaml');
  expect(documents[0]?.object.metadata.labels).toEqual({ true: 'yes' });
  expect(problems).toEqual([
    {
      code: 'not-a-string',
      message: 'The label "true" is no string: write "yes" with the quotes, or Kubernetes rejects the whole object.',
      place: { file: 'a.yaml', line: 6, column: 9, endLine: 6, endColumn: 12 },
      document: documents[0],
      path: ['metadata', 'labels', 'true'],
    },
  ]);
});

test.skipIf(!hasKubectl)('plain scalars are read as kubectl reads them', () => {
  const words = [
    '.',
    '1e3',
    '0o7',
    '08',
    '1_0',
    '_1',
    '0x_',
    '0b1',
    '-0b1',
    '0X1F',
    '0O7',
    '0_8',
    '1e',
    '+1',
    '+.5',
    '.5',
  ];
  const more = [
    '5.',
    '.e3',
    '22:22',
    '2001-01-01',
    '-0x1',
    '0b2',
    '0755',
    '-0o7',
    '00',
    '-0',
    '1e400',
    '~',
    'y',
    'NO',
    'on',
    '=',
    '1_.5',
  ];
  const list = [...words, ...more].map((word) => `- ${word}\n`).join('');
  const text = `apiVersion: example.com/v1\nkind: Example\nmetadata: {name: a}\nspec:\n${list}`;
  const { stdout, stderr } = kubectl(['label', '--local', '-o', 'json', '-f', '-', 'x=y'], text);
  expect(stderr).toBe('');
  expect(readSource(text).documents[0]?.object).toHaveProperty('spec', JSON.parse(stdout).spec);
});

const app = { name: 'shop', image: 'shop', replicas: 2, port: 80, healthPath: '/', serviceType: 'ClusterIP' } as const;
const real = toYaml(
  renderApp({ ...app, route: { host: 'a.b', path: '/' } }, DEFAULT_AFFINITY, 'ingress-nginx').objects,
);
const fragments = [
  '',
  '\n',
  '\r',
  ' ',
  '\t',
  '---\n',
  '...',
  ': ',
  '- ',
  '{{ x }}',
  '{',
  '}',
  '[',
  '"',
  "'",
  '|',
  '&a ',
  '*a',
  '<<: ',
  '!t ',
  '#',
  '%',
  '\0',
  '\ufeff',
  '\u2028',
  '\ud800',
  '? ',
  ',',
];
/** Real manifests with a few places overwritten. */
const mutations = fc
  .tuple(
    fc.oneof(
      fc.constant(real),
      styledTexts.map(({ text }) => text),
    ),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 5 }),
        fc.oneof(fc.constantFrom(...fragments), fc.string()),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((mutated, [where, length, piece]) => {
      const at = Math.floor(where * mutated.length);
      return mutated.slice(0, at) + piece + mutated.slice(at + length);
    }, text),
  );

test('whatever is in a text, it is read, and every problem has a place inside it', () => {
  fc.assert(
    fc.property(mutations, (text) => {
      const { documents, problems } = readSource(text, 'a.yaml');
      expect(() => JSON.stringify(documents)).not.toThrow();
      const lines = text.split(/\r\n?|\n/);
      for (const { message, place } of problems) {
        expect(message).toMatch(/^[^\r\n]+\.$/);
        const { line, column, endLine, endColumn } = place;
        expect(line * 1e6 + column).toBeLessThanOrEqual(endLine * 1e6 + endColumn);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1);
        expect(endColumn).toBeLessThanOrEqual((lines[endLine - 1]?.length ?? -1) + 1);
      }
      if (problems.length === 0) expect(parseDocuments(text)).toEqual(documents.map(({ object }) => object));
      else expect(() => parseDocuments(text)).toThrow();
    }),
    { numRuns: Number(process.env.SOURCE_RUNS ?? 300) },
  );
});

test.each([
  '[',
  '{a: ',
  '- ',
  '? ',
  '&a ',
  '*a ',
  '"a\n',
  "'",
  '|\n ',
  'a: |\n  x\n',
  '#',
  '\n',
  '---\n',
  '%A\n',
  '{{',
  '"{{',
  ': ',
  'a: &a\n',
  '<<: {}\n',
  '\t',
  '\r',
])('a text of %j alone takes no longer than its length', (piece) => {
  const start = performance.now();
  readSource(piece.repeat(200_000));
  expect(performance.now() - start).toBeLessThan(5000);
});

describe('bytes', () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(configMap('a', 'data: { a: ü }\n'))],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${configMap('a', 'data: { a: ü }\n')}`)],
    ['UTF-16, little end first', utf16(configMap('a', 'data: { a: ü }\n'))],
    ['UTF-16, big end first', utf16(configMap('a', 'data: { a: ü }\n')).swap16()],
  ])('are read as %s', (_, bytes) => {
    const source = readSource(bytes);
    expect(source.problems).toEqual([]);
    expect(source.text).toBe(configMap('a', 'data: { a: ü }\n'));
    expect(namesOf(source)).toEqual(['a']);
  });

  test.each([
    [
      'a byte that no text has',
      Buffer.concat([Buffer.from('a: ü\ufffd\nb: \ufffd'), Buffer.from([0xff])]),
      'not-yaml 2:5',
    ],
    ['half a character', Buffer.concat([Buffer.from('\ufeffa: '), Buffer.from([0xc3])]), 'not-yaml 1:4'],
    ['half a surrogate', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8]), 'not-yaml 1:2'],
  ])('given %s, its place is named, and nothing is taken for what it is not', (_, bytes, problem) => {
    const source = readSource(bytes);
    expect(problemsOf(source)).toEqual([problem]);
    expect(source.documents).toEqual([]);
  });
});
