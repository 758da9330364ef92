import { commentsOf, type Mark, marksOf, type Remark } from './remarks.ts';

/** A YAML document that comments can move to. */
export interface Haven {
  readonly text: string;
  /** The values that may have comments here; all, where it is absent. */
  readonly accepts?: (mark: Mark) => boolean;
}

/**
 * Puts comments that a text has lost back in: each to where one of the `havens` says what it spoke of, the rest above the
 * first one's first line.
 *
 * @param lost What to put in, in its order.
 * @param havens Where the same is said in several, the first has the comment.
 * @returns The texts of the havens.
 */
export function withRemarks(
  havens: readonly Haven[],
  lost: readonly Remark[],
  { renamed, head }: Surroundings,
): string[] {
  const marks = lost.length === 0 ? [] : havens.map(({ text, accepts = () => true }) => marksOf(text).filter(accepts));
  const placed = havens.map((): Placed[] => []);
  const homeless: Remark[] = [];
  for (const remark of lost) {
    const home = homeOf(remark, marks, renamed);
    if (home === undefined) homeless.push(remark);
    else placed[home.text]?.push({ remark, line: home.line });
  }
  return havens.map(({ text }, index) => {
    const filled = withPlaced(text, placed[index] ?? []);
    return index === 0 ? withHead(filled, headWith(homeless, head)) : filled;
  });
}

interface Surroundings {
  /** What is called otherwise now: a class, a port. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Comment lines for above the first haven; those that name what was left out begin with `#   NAME:`. */
  readonly head: readonly string[];
}

/** The comments that nothing speaks of any more, each above what it spoke of where the head names that. */
function headWith(homeless: readonly Remark[], head: readonly string[]): string[] {
  const lines = [...head];
  const rest: string[] = [];
  for (const { text, about } of homeless) {
    const path = about[0]?.path.replace(/^metadata\.annotations\./, '');
    const at = lines.findIndex((line) => path !== undefined && nameIn(line) === path);
    if (at === -1) rest.push(text);
    else lines.splice(at, 0, text);
  }
  return [...rest, ...lines];
}

/** `spec.routes.middlewares` of `#   spec.routes.0.middlewares: …`. */
function nameIn(line: string): string | undefined {
  return /^# {3}"?([^\s#"][^\s"]*?)"?:( |$)/.exec(line)?.[1]?.replaceAll(/\.\d+(?=\.)/g, '');
}

/** The comments of `before` that `after` lacks. */
export function lostRemarks(before: readonly Remark[], after: () => string): readonly Remark[] {
  if (before.length === 0) return before;
  const left = new Map<string, number>();
  for (const { text } of commentsOf(after())) left.set(text, (left.get(text) ?? 0) + 1);
  return before.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** Puts comment lines above the first line of a document that says something, below the comments that stand there. */
function withHead(text: string, comments: readonly string[]): string {
  if (comments.length === 0) return text;
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !/^(---|%|#)/.test(line));
  const at = first === -1 ? lines.length : first;
  return [...lines.slice(0, at), ...comments, ...lines.slice(at)].join('\n');
}

interface Placed {
  readonly remark: Remark;
  readonly line: number;
}

/** Where a remark belongs now; undefined where nothing says what it spoke of. */
function homeOf(
  { about }: Remark,
  texts: readonly (readonly Mark[])[],
  renamed: ReadonlyMap<string, string>,
): { text: number; line: number } | undefined {
  if (about.some(({ path }) => HEADS.has(path))) return undefined;
  for (const mark of about) {
    const home = homeOfMark(mark, texts, renamed);
    if (home !== undefined) return home;
  }
  return undefined;
}

function homeOfMark(
  about: Mark,
  texts: readonly (readonly Mark[])[],
  renamed: ReadonlyMap<string, string>,
): { text: number; line: number } | undefined {
  const now = about.value === undefined ? undefined : renamed.get(about.value);
  const sought = [about, ...(now === undefined ? [] : [{ ...about, value: now }])];
  const tests = about.value === undefined ? [samePath, sameKey] : [sameAll, sameKeyAndValue, sameValue, partOfValue];
  for (const test of tests) {
    for (const [text, marks] of texts.entries()) {
      const fitting = marks.filter(
        (candidate) =>
          (candidate.path !== OWN_NAME || about.path === OWN_NAME) && sought.some((mark) => test(mark, candidate)),
      );
      const mark = fitting[Math.min(about.ordinal, fitting.length - 1)];
      if (mark !== undefined) return { text, line: mark.line };
    }
  }
  return undefined;
}

/** Objects are often called as what they lead to: only what spoke of the object's name goes there. */
const OWN_NAME = 'metadata.name';

/** What stands above these speaks of the document. */
const HEADS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

function samePath(a: Mark, b: Mark): boolean {
  return a.path === b.path;
}

/** Keys that stand in objects of every kind, with another meaning in each. */
const COMMON_KEYS: ReadonlySet<string> = new Set([
  'annotations',
  'http',
  'labels',
  'match',
  'paths',
  'rules',
  'spec',
  'tls',
]);

function sameKey(a: Mark, b: Mark): boolean {
  return b.value === undefined && lastKey(a) === lastKey(b) && !COMMON_KEYS.has(lastKey(a));
}

function sameAll(a: Mark, b: Mark): boolean {
  return a.path === b.path && a.value === b.value;
}

function sameKeyAndValue(a: Mark, b: Mark): boolean {
  return lastKey(a) === lastKey(b) && a.value === b.value && isOfCookie(a) === isOfCookie(b);
}

/** Two things that say the same text mean the same, unless much else says it too. */
function sameValue(a: Mark, b: Mark): boolean {
  const { value = '' } = a;
  if (value !== b.value || value === '' || /^(true|false|null)$/i.test(value)) return false;
  if (value === '/') return isPath(a) && isPath(b) && isOfCookie(a) === isOfCookie(b);
  return !/^\d+$/.test(value) || isPort(a) === isPort(b);
}

function isOfCookie(mark: Mark): boolean {
  return /cookie/i.test(mark.path);
}

/** A value that was part of a list or an expression: `duration_seconds=3600`, "Host(`shop.example`)". */
function partOfValue(a: Mark, b: Mark): boolean {
  const { value = '' } = b;
  if (value.length < 2 || /^(true|false|null)$/i.test(value)) return false;
  const parts = a.value?.split(/[=,;\s()`"'&|]+/) ?? [];
  return parts.length > 1 && parts.includes(value);
}

function isPath(mark: Mark): boolean {
  return /path|prefix|value|exact|uri/i.test(lastKey(mark));
}

function isPort(mark: Mark): boolean {
  return /(^|\.)(\w*port|number)(\.\w+)?$/i.test(mark.path);
}

function lastKey({ path }: Mark): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function withPlaced(text: string, placed: readonly Placed[]): string {
  if (placed.length === 0) return text;
  const lines = text.split('\n');
  // From the bottom, so that the numbers of lines above stay true; several on one line stay in their order.
  const byLine = [...Map.groupBy(placed, ({ line }) => line)].toSorted(([a], [b]) => b - a);
  for (const [line, remarks] of byLine) {
    const target = lines[line] ?? '';
    const [only, ...others] = remarks.map(({ remark }) => remark);
    if (only?.trailing && others.length === 0 && takesTrailing(target, lines[line + 1])) {
      lines[line] = `${target} ${only.text}`;
      continue;
    }
    const indent = /^ */.exec(target)?.[0] ?? '';
    lines.splice(line, 0, ...remarks.map(({ remark }) => indent + remark.text));
  }
  return lines.join('\n');
}

/** A line that ends with its scalar: no comment behind it, no block, list or text that goes on below. */
function takesTrailing(line: string, next = ''): boolean {
  const indentOf = (text: string) => /^[ -]*/.exec(text)?.[0].length ?? 0;
  if (next.trim() !== '' && indentOf(next) > indentOf(line)) return false;
  return /^[\s-]*[^\s#"'{[]+: +("[^"\\]*"|'[^']*'|[^\s#"'|>{[&*!][^#"']*)$/.test(line);
}
