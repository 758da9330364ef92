import { isMap, isPair, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument } from 'yaml';

/** Something that a line of YAML says. */
export interface Mark {
  /** From 0. */
  readonly line: number;
  /** The keys that lead to it, without places in lists: `spec.rules.host`. */
  readonly path: string;
  /** Absent where it is no scalar. */
  readonly value?: string;
  /** How many marks above say the same. */
  readonly ordinal: number;
  /** Which item of a list it stands in, the innermost; absent outside of lists. */
  readonly item?: number;
}

/** A comment of a YAML text, and what it speaks of. */
export interface Remark {
  /** With its `#`, without white space at its end. */
  readonly text: string;
  /** From 0. */
  readonly line: number;
  /** Whether it follows something on its line. */
  readonly trailing: boolean;
  /** What it may speak of, the likeliest first: what its line says, or the next one that says something, and what belongs to that. */
  readonly about: readonly Mark[];
}

/** All comments of one YAML document, in their order. */
export function remarksOf(text: string): Remark[] {
  const comments = commentsOf(text);
  if (comments.length === 0) return [];
  const marks = marksOf(text);
  return comments.map((comment) => ({ ...comment, about: aboutOf(comment, marks) }));
}

function aboutOf({ line, trailing }: Comment, marks: readonly Mark[]): readonly Mark[] {
  const first = marks.find((mark) => (trailing ? mark.line === line : mark.line > line));
  if (first === undefined) return [];
  const here = marks.filter((mark) => mark.line === first.line);
  const scalars = here.filter(({ value }) => value !== undefined);
  const likeliest = scalars.length === 0 ? here.slice(-1) : trailing ? scalars.toReversed() : scalars;
  // Above an item of a list a comment speaks of all of it: `- path: /` is no more its name than the Service is.
  const { item } = first;
  if (trailing || item === undefined || !startsItem(first, marks)) return likeliest;
  const rest = marks.slice(marks.indexOf(first) + 1);
  const end = rest.findIndex((mark) => mark.item === undefined || mark.item < item || startsSibling(mark, first));
  const within = (end === -1 ? rest : rest.slice(0, end)).filter(
    ({ line, value }) => line !== first.line && value !== undefined,
  );
  return [...likeliest, ...within];
}

function startsItem(mark: Mark, marks: readonly Mark[]): boolean {
  return marks.find(({ item }) => item === mark.item) === mark;
}

/** Items are numbered from the top, so the next one of the same list has another number and the same keys. */
function startsSibling(mark: Mark, first: Mark): boolean {
  return mark.item !== first.item && mark.path === first.path;
}

type Comment = Omit<Remark, 'about'>;

/** The lexer's own sign before a scalar, which stands for no text. */
const SCALAR = '\u001f';
const SIGNS: readonly string[] = [SCALAR, '\u0002', '\u0018'];

function commentsOf(text: string): Comment[] {
  if (!text.includes('#')) return [];
  const comments: Comment[] = [];
  let line = 0;
  let lineStart = 0;
  let offset = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    if (!SIGNS.includes(token)) {
      if (token.startsWith('#') && before !== SCALAR) {
        comments.push({ text: token.trimEnd(), line, trailing: text.slice(lineStart, offset).trim() !== '' });
      }
      const breaks = token.split('\n').length - 1;
      if (breaks > 0) lineStart = offset + token.lastIndexOf('\n') + 1;
      line += breaks;
      offset += token.length;
    }
    before = token;
  }
  return comments;
}

/** What the lines of one YAML document say, from the top. */
export function marksOf(text: string): readonly Mark[] {
  const counter = new LineCounter();
  const marks: Mark[] = [];
  const seen = new Map<string, number>();
  let items = 0;
  const note = (node: Node, keys: readonly string[], value: unknown, item: number | undefined) => {
    const line = counter.linePos(node.range?.[0] ?? 0).line - 1;
    const path = keys.join('.');
    const said = isScalar(value) ? { value: String(value.value) } : {};
    const same = `${path} ${said.value}`;
    const ordinal = seen.get(same) ?? 0;
    seen.set(same, ordinal + 1);
    marks.push({ line, path, ...said, ordinal, ...(item !== undefined && { item }) });
  };
  const walk = (node: unknown, keys: readonly string[], item: number | undefined): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        const inner = [...keys, String(pair.key.value)];
        note(pair.key, inner, pair.value, item);
        walk(pair.value, inner, item);
      }
    } else if (isSeq(node)) {
      for (const entry of node.items) {
        items += 1;
        if (isScalar(entry)) note(entry, keys, entry, items);
        walk(entry, keys, items);
      }
    }
  };
  walk(parseDocument(text, { lineCounter: counter, version: '1.1', logLevel: 'silent' }).contents, [], undefined);
  return marks;
}
