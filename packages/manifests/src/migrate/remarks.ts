import { isMap, isPair, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument } from 'yaml';

/** What a line of YAML says. */
export interface Mark {
  /** From 0. */
  readonly line: number;
  /** The keys that lead to it, without places in lists: `spec.rules.host`. */
  readonly path: string;
  /** Absent where it is no scalar. */
  readonly value?: string;
  /** How many lines above say the same. */
  readonly ordinal: number;
}

/** A comment of a YAML text, and what it speaks of. */
export interface Remark {
  /** With its `#`, without white space at its end. */
  readonly text: string;
  /** From 0. */
  readonly line: number;
  /** Whether it follows something on its line. */
  readonly trailing: boolean;
  /** What stands on its line, or on the next one that says something; absent at the end of a text. */
  readonly about?: Mark;
}

/** All comments of one YAML document, in their order. */
export function remarksOf(text: string): Remark[] {
  const comments = commentsOf(text);
  if (comments.length === 0) return [];
  const marks = marksOf(text);
  return comments.map((comment) => {
    const about = marks.find(({ line }) => (comment.trailing ? line === comment.line : line > comment.line));
    return { ...comment, ...(about !== undefined && { about }) };
  });
}

/** The lexer's own sign before a scalar, which stands for no text. */
const SCALAR = '\u001f';
const SIGNS: readonly string[] = [SCALAR, '\u0002', '\u0018'];

function commentsOf(text: string): Remark[] {
  if (!text.includes('#')) return [];
  const comments: Remark[] = [];
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

/** What the lines of one YAML document say, from the top; of a line that says several things, the innermost. */
export function marksOf(text: string): readonly Mark[] {
  const counter = new LineCounter();
  const marks = new Map<number, Mark>();
  const note = (node: Node, keys: readonly string[], value: unknown) => {
    const line = counter.linePos(node.range?.[0] ?? 0).line - 1;
    const said = isScalar(value) ? { value: String(value.value) } : {};
    marks.set(line, { line, path: keys.join('.'), ...said, ordinal: 0 });
  };
  const walk = (node: unknown, keys: readonly string[]): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        const inner = [...keys, String(pair.key.value)];
        note(pair.key, inner, pair.value);
        walk(pair.value, inner);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) {
        if (isScalar(item)) note(item, keys, item);
        walk(item, keys);
      }
    }
  };
  walk(parseDocument(text, { lineCounter: counter, version: '1.1', logLevel: 'silent' }).contents, []);
  const seen = new Map<string, number>();
  return [...marks.values()]
    .toSorted((a, b) => a.line - b.line)
    .map((mark) => {
      const same = `${mark.path} ${mark.value}`;
      const ordinal = seen.get(same) ?? 0;
      seen.set(same, ordinal + 1);
      return { ...mark, ordinal };
    });
}
