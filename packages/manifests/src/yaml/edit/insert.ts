import type { Path } from '../../router.ts';
import type { MapNode, Node, SequenceNode } from '../tree.ts';
import type { Page } from './page.ts';
import { isJson } from './replace.ts';
import { column, lineEnd, lineStart, spliced } from './splice.ts';
import { isFilled, quotesAt, writeBlock, writeEntry, writeFlow, writeScalar } from './write-value.ts';

/** The text with one more key at the end of a map that has some, or is written as `{}`. */
export function insertKey(page: Page, map: MapNode, path: Path, key: string, value: unknown): string {
  if (!map.flow) return insertLines(page, map, writeEntry(key, value, path, page.style));
  const json = isJson(page);
  const name = writeScalar(key, json ? 'double' : 'plain');
  return insertInFlow(page, map, map.entries, `${name}: ${writeFlow(value, [...path, key], json)}`);
}

/** The text with one more item at the end of a list that has some, or is written as `[]`. */
export function insertItem(page: Page, list: SequenceNode, path: Path, value: unknown): string {
  const here = [...path, list.items.length];
  if (list.flow) return insertInFlow(page, list, list.items, writeFlow(value, here, isJson(page)));
  const lines = isFilled(value) ? writeBlock(value, here, page.style) : [writeScalar(value, quotesAt(here))];
  return insertLines(
    page,
    list,
    lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
  );
}

function insertLines({ text, style }: Page, { start, end }: Node, lines: readonly string[]): string {
  const indent = `${style.newline}${' '.repeat(column(text, start))}`;
  const at = lineEnd(text, end);
  return spliced(text, [{ start: at, end: at, text: lines.map((line) => indent + line).join('') }]);
}

function insertInFlow(
  { text, style }: Page,
  { start }: Node,
  parts: MapNode['entries'] | SequenceNode['items'],
  written: string,
): string {
  const last = parts.at(-1);
  if (last === undefined) return spliced(text, [{ start: start + 1, end: start + 1, text: written }]);
  const [from, to] = 'value' in last ? [last.key.outer, last.value.end] : [last.outer, last.end];
  const before = text.slice(lineStart(text, from), from);
  const gap = /^\s*$/.test(before) && lineStart(text, from) > start ? `${style.newline}${before}` : ' ';
  // `a:,` would be another key.
  const space = text[to - 1] === ':' ? ' ' : '';
  return spliced(text, [{ start: to, end: to, text: `${space},${gap}${written}` }]);
}
