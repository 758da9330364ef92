import { YAMLException } from 'js-yaml';
import type { Path } from '../router.ts';
import { decode } from './decode.ts';
import { asKubernetesObject, itemsOf, type Mismatch, TEMPLATED } from './kubernetes-object.ts';
import { Layout, rememberLayout } from './layout.ts';
import { keyName, nodesAlong } from './node-at.ts';
import { type Flaw, plainValue, type StringFlaw, UnreadableDocument } from './plain-value.ts';
import type { Source, SourceDocument, SourceProblem } from './source.ts';
import { type Node, parseTree } from './tree.ts';

/** Characters. Many times what a cluster stores as one object (etcd takes 1.5 MiB), since exports of clusters are large. */
const LONGEST = 32 * 1024 * 1024;

/**
 * The Kubernetes objects of a text with one or more YAML documents (JSON is YAML), read as kubectl does: YAML 1.1
 * booleans, empty documents left out, the items of a `List` one by one. What cannot be read becomes a problem with its
 * place, and hides nothing else. It never throws.
 *
 * @param content A text, or its bytes in UTF-8 or, with a byte order mark, UTF-16.
 * @param file Name for messages; `-` for standard input.
 */
export function readSource(content: string | Uint8Array, file = '-'): Source {
  const { text, broken } = typeof content === 'string' ? { text: content } : decode(content);
  const documents: SourceDocument[] = [];
  const problems: SourceProblem[] = [];
  const source: Source = { file, text, documents, problems };
  if (text.length > LONGEST) {
    const place = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
    problems.push({ code: 'too-much', message: 'This is larger than 32 MiB: put less into one file.', place });
    return source;
  }
  const layout = rememberLayout(source, new Layout(text));
  if (broken !== undefined) {
    const message = 'This is neither UTF-8 nor UTF-16: save it as UTF-8.';
    problems.push({ code: 'not-yaml', message, place: layout.lines.place(file, broken, broken + 1) });
    return source;
  }
  for (const [index, { start, end }] of layout.chunks.entries()) {
    const read = readDocument(text.slice(start, end), index, file);
    documents.push(...read.documents);
    for (const { flaw, ...of } of read.problems) {
      const { code, message } = flaw;
      problems.push({ code, message, place: layout.lines.place(file, start + flaw.start, start + flaw.end), ...of });
    }
  }
  return source;
}

interface Problem {
  readonly flaw: Flaw;
  readonly document?: SourceDocument;
  readonly path?: Path;
}

interface ReadDocument {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
}

function readDocument(text: string, index: number, file: string): ReadDocument {
  try {
    const root = parseTree(text);
    if (root === undefined) return { documents: [], problems: [] };
    const { value, flaws } = plainValue(root);
    const { documents, problems } = value === null ? NOTHING : objectsOf(value, { text, root, index, file });
    return { documents, problems: [...flawsOf(flaws, root, documents), ...problems] };
  } catch (error) {
    const flaw = flawOf(error, text);
    return { documents: [], problems: [{ flaw: asTemplate(text) ?? flaw }] };
  }
}

const NOTHING: ReadDocument = { documents: [], problems: [] };

function flawOf(error: unknown, text: string): Flaw {
  if (error instanceof UnreadableDocument) return error.flaw;
  if (!(error instanceof YAMLException)) throw error;
  const start = Math.min(error.mark?.position ?? 0, text.length);
  const range = { start, end: endOfLine(text, start) };
  return error.reason.startsWith('nesting exceeded')
    ? { code: 'too-much', message: 'This is nested too deeply to be a Kubernetes object: flatten it.', ...range }
    : { code: 'not-yaml', message: `This is not YAML: ${error.reason}.`, ...range };
}

/** The first `{{ }}` that is neither in quotes nor in a comment: in valid YAML those are harmless. */
function asTemplate(text: string): Flaw | undefined {
  let inside = '';
  for (const { 0: token, 1: space = '', index } of text.matchAll(/(^|\s)#|["'\n]|\{\{/g)) {
    if (token === '\n') inside = '';
    else if (inside !== '') inside = token === inside ? '' : inside;
    else if (token !== '{{') inside = token.slice(space.length);
    else {
      const close = text.indexOf('}}', index);
      const end = close === -1 ? endOfLine(text, index) : close + 2;
      return { code: 'templated', message: TEMPLATED, start: index, end };
    }
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  const length = text.slice(from).search(/[\r\n]/);
  return length === -1 ? text.length : from + length;
}

interface Whence {
  readonly text: string;
  readonly root: Node;
  readonly index: number;
  readonly file: string;
}

function objectsOf(value: unknown, whence: Whence, within: Path = []): ReadDocument {
  const items = itemsOf(value);
  if (items !== undefined) {
    const documents: SourceDocument[] = [];
    const problems: Problem[] = [];
    for (const [index, item] of items.entries()) {
      const read = objectsOf(item, whence, [...within, 'items', index]);
      documents.push(...read.documents);
      problems.push(...read.problems);
    }
    return { documents, problems };
  }
  const result = asKubernetesObject(value, whence.file);
  if ('object' in result) return { documents: [{ object: result.object, index: whence.index, within }], problems: [] };
  return { documents: [], problems: [{ flaw: flawAt(result.mismatch, whence, within) }] };
}

/** At the key of the part that is wrong, or of what is nearest to it; for a whole object at its first line. */
function flawAt({ code, message, path }: Mismatch, { text, root }: Whence, within: Path): Flaw {
  const found = nodesAlong(root, [...within, ...path]);
  const { node, key } = found.at(-1) ?? { node: root };
  const whole = found.length <= within.length + 1;
  const { start, end } = whole || key === undefined ? node : key;
  return { code, message, start, end: Math.min(end, endOfLine(text, start)) };
}

/** Says of each label and annotation that is no string where it stands. */
function flawsOf(flaws: readonly StringFlaw[], root: Node, documents: readonly SourceDocument[]): readonly Problem[] {
  if (flaws.length === 0) return [];
  const paths = pathsTo(root, new Set(flaws.map(({ node }) => node)));
  const byPlace = new Map(documents.map((document) => [document.within.join('/'), document]));
  return flaws.map(({ node, ...flaw }) => {
    const path = paths.get(node) ?? [];
    // An item of a List is two steps below it.
    for (let depth = 0; depth < path.length; depth += 2) {
      const document = byPlace.get(path.slice(0, depth).join('/'));
      if (document !== undefined) return { flaw, document, path: path.slice(depth) };
    }
    return { flaw };
  });
}

function pathsTo(root: Node, wanted: ReadonlySet<Node>): ReadonlyMap<Node, Path> {
  const paths = new Map<Node, Path>();
  const walk = (node: Node, path: Path): void => {
    if (wanted.has(node)) paths.set(node, path);
    if (node.kind === 'sequence') for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    if (node.kind === 'map') for (const { key, value } of node.entries) walk(value, [...path, keyName(key) ?? '']);
  };
  walk(root, []);
  return paths;
}
