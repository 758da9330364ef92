import { Lexer } from 'yaml';
import { Lines } from '../yaml/lines.ts';
import { type Node, parseTree, type ScalarNode } from '../yaml/tree.ts';

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
  const aboutOf = speakers(marksOf(text));
  return comments.map((comment) => ({ ...comment, about: aboutOf(comment) }));
}

/** What each comment of a text may speak of: every mark is looked at once, however many comments there are. */
function speakers(marks: readonly Mark[]): (comment: Comment) => readonly Mark[] {
  const byLine = [...Map.groupBy(marks, ({ line }) => line)].map(([line, here]) => ({ line, here }));
  const indexes = new Map(marks.map((mark, index) => [mark, index]));
  const firstOfItem = new Map<number | undefined, Mark>();
  for (const mark of marks) if (!firstOfItem.has(mark.item)) firstOfItem.set(mark.item, mark);

  return ({ line, trailing }) => {
    const next = byLine[firstFrom(byLine, trailing ? line : line + 1)];
    if (next === undefined || (trailing && next.line !== line)) return [];
    const { here } = next;
    const [first] = here;
    if (first === undefined) return [];
    const scalars = here.filter(({ value }) => value !== undefined);
    const likeliest = scalars.length === 0 ? here.slice(-1) : trailing ? scalars.toReversed() : scalars;
    // Above an item of a list a comment speaks of all of it: `- path: /` is no more its name than the Service is.
    const { item } = first;
    if (trailing || item === undefined || firstOfItem.get(item) !== first) return likeliest;
    const within: Mark[] = [];
    for (let index = (indexes.get(first) ?? 0) + 1; index < marks.length; index++) {
      const mark = marks[index];
      if (mark?.item === undefined || mark.item < item || startsSibling(mark, first)) break;
      if (mark.line !== first.line && mark.value !== undefined) within.push(mark);
    }
    return [...likeliest, ...within];
  };
}

/** The index of the first line from a number on; lines stand in their order. */
function firstFrom(lines: readonly { readonly line: number }[], least: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.line ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Items are numbered from the top, so the next one of the same list has another number and the same keys. */
function startsSibling(mark: Mark, first: Mark): boolean {
  return mark.item !== first.item && mark.path === first.path;
}

type Comment = Omit<Remark, 'about'>;

/** The lexer's own sign before a scalar, which stands for no text. */
const SCALAR = '\u001f';
const SIGNS: readonly string[] = [SCALAR, '\u0002', '\u0018'];

/** The comments, without what they speak of. */
export function commentsOf(text: string): Comment[] {
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
  const lines = new Lines(text);
  const marks: Mark[] = [];
  const seen = new Map<string, number>();
  let items = 0;
  const note = ({ start }: Node, path: string, about: Node, item: number | undefined) => {
    const said = about.kind === 'scalar' ? { value: saidBy(about) } : {};
    const same = `${path} ${said.value}`;
    const ordinal = seen.get(same) ?? 0;
    seen.set(same, ordinal + 1);
    marks.push({ line: lines.lineAt(start) - 1, path, ...said, ordinal, ...(item !== undefined && { item }) });
  };
  const walk = (node: Node, path: string, item: number | undefined): void => {
    if (node.kind === 'map') {
      for (const { key, value } of node.entries) {
        if (key.kind !== 'scalar') continue;
        const inner = path === '' ? key.text : `${path}.${key.text}`;
        note(key, inner, value, item);
        walk(value, inner, item);
      }
    } else if (node.kind === 'sequence') {
      for (const entry of node.items) {
        items += 1;
        if (entry.kind === 'scalar') note(entry, path, entry, items);
        walk(entry, path, items);
      }
    }
  };
  const root = parseTree(text);
  if (root !== undefined) walk(root, '', undefined);
  return marks;
}

function saidBy({ style, text }: ScalarNode): string {
  return style === 'plain' && (text === '' || text === '~') ? 'null' : text;
}
