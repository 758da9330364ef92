import { nodesOf } from '../node-at.ts';
import { afterBlanks, type MapNode, type SequenceNode } from '../tree.ts';
import { type Page, type Spot, spotAt } from './page.ts';
import { replaceValue } from './replace.ts';
import { column, lineEnd, lineStart, nextLine, type Splice, spliced } from './splice.ts';

/** The text without a key or an item, and without the comments that are its alone: above it, beside it, in it. */
export function removeSpot(page: Page, spot: Spot): string {
  const { parent, path } = spot;
  if (parent === undefined) return page.text;
  if (parent.flow) return spliced(page.text, flowRemoval(page.text, parent, spot));
  const owner = spotAt(page, path.slice(0, -1));
  // Without its last key, a map would be null.
  if (owner !== undefined && partsOf(parent).length === 1)
    return replaceValue(page, owner, parent.kind === 'map' ? {} : []);
  return spliced(page.text, [blockRemoval(page.text, parent, spot)]);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** The keys with their values, or the items, of a collection. */
function partsOf(parent: MapNode | SequenceNode): readonly Part[] {
  if (parent.kind === 'sequence') return parent.items.map(({ outer, end }) => ({ start: outer, end }));
  return parent.entries.map(({ key, value }) => ({ start: key.outer, end: value.end }));
}

function indexOf(parent: MapNode | SequenceNode, { node, key }: Spot): number {
  return parent.kind === 'sequence'
    ? parent.items.indexOf(node)
    : parent.entries.findIndex((entry) => entry.key === key);
}

function flowRemoval(text: string, parent: MapNode | SequenceNode, spot: Spot): readonly Splice[] {
  const parts = partsOf(parent);
  const index = indexOf(parent, spot);
  const part = parts[index];
  if (part === undefined) return [];
  const start = withQuestionMark(text, part.start);
  // A pair in a list (`[a: b]`) is all of its map.
  if (text[parent.start] !== '{' && text[parent.start] !== '[') return [{ start, end: part.end, text: '{}' }];
  const next = afterBlanks(text, part.end);
  if (text[next] === ',') {
    const whole = ownLines(text, start, next + 1);
    if (whole !== undefined) return [whole];
    const space = /^[ \t]*/.exec(text.slice(next + 1))?.[0].length ?? 0;
    return [remove(start, part.end), remove(next, next + 1 + space)];
  }
  const before = parts[index - 1];
  if (before === undefined) return [remove(start, part.end)];
  const comma = afterBlanks(text, before.end);
  if (/^[ \t]*$/.test(text.slice(comma + 1, start))) return [remove(comma, part.end)];
  return [remove(comma, comma + 1), ownLines(text, start, part.end) ?? remove(start, part.end)];
}

function remove(start: number, end: number): Splice {
  return { start, end, text: '' };
}

/** The lines of a part that has its lines to itself. */
function ownLines(text: string, start: number, end: number): Splice | undefined {
  const alone = isBlank(text.slice(lineStart(text, start), start)) && isBlank(text.slice(end, lineEnd(text, end)));
  return alone && lineStart(text, start) > 0 ? remove(lineStart(text, start), nextLine(text, end)) : undefined;
}

function isBlank(text: string): boolean {
  return /^[ \t\ufeff]*$/.test(text);
}

/** The offset of the `?` before a key, where there is one. */
function withQuestionMark(text: string, start: number): number {
  return start - (/\?[ \t]+$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0);
}

function blockRemoval(text: string, parent: MapNode | SequenceNode, spot: Spot): Splice {
  const parts = partsOf(parent);
  const index = indexOf(parent, spot);
  const part = parts[index] ?? { start: parent.start, end: parent.end };
  const before = parts[index - 1];
  const start = startOf(text, parent, part, before);
  if (!isBlank(text.slice(lineStart(text, start), start))) {
    // The first key of an item stands beside its `-`: what comes next moves up there.
    const rest = lineEnd(text, part.end);
    return remove(start, rest + (/^\s*/.exec(text.slice(rest))?.[0].length ?? 0));
  }
  const from = commentsAbove(text, start, before?.end ?? 0);
  const to = commentsBelow(text, part.end, column(text, start));
  return remove(from, keepsBlankLines(text, parent, index - 1) ? afterBlankLines(text, to) : to);
}

function startOf(text: string, parent: MapNode | SequenceNode, part: Part, before: Part | undefined): number {
  if (parent.kind === 'map') return withQuestionMark(text, part.start);
  return before === undefined ? parent.start : afterBlanks(text, before.end);
}

/** The beginning of the comment right above a line, as far as it is indented alike. */
function commentsAbove(text: string, offset: number, floor: number): number {
  let start = lineStart(text, offset);
  const indent = text.slice(start, offset);
  while (start > 0) {
    const above = lineStart(text, start - (text.startsWith('\r\n', start - 2) ? 2 : 1));
    if (above < floor || !text.startsWith(`${indent}#`, above)) break;
    start = above;
  }
  return start;
}

/** The beginning of the line after a part and the comments that are indented deeper than it. */
function commentsBelow(text: string, end: number, columns: number): number {
  let to = nextLine(text, end);
  for (let line = to; line < text.length; line = nextLine(text, line)) {
    const [blanks = '', mark] = /^([ \t]*)(#?)/.exec(text.slice(line, lineEnd(text, line)))?.slice(1) ?? [];
    if (mark === '#' && blanks.length > columns) to = nextLine(text, line);
    else if (line + blanks.length < lineEnd(text, line) || mark === '#') break;
  }
  return to;
}

function afterBlankLines(text: string, from: number): number {
  let line = from;
  while (line < text.length && isBlank(text.slice(line, lineEnd(text, line)))) line = nextLine(text, line);
  return line;
}

/** Whether a part ends with a block that takes all blank lines behind it for its own (`|+`). */
function keepsBlankLines(text: string, parent: MapNode | SequenceNode, index: number): boolean {
  const part = parent.kind === 'map' ? parent.entries[index]?.value : parent.items[index];
  const last = part && nodesOf(part).at(-1);
  return last?.kind === 'scalar' && last.style === 'block' && /^[|>]\d?\+/.test(text.slice(last.start, last.start + 3));
}
