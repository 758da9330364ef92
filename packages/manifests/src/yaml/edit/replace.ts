import { afterBlanks } from '../tree.ts';
import type { Page, Spot } from './page.ts';
import { column, lineEnd, lineStart, spliced } from './splice.ts';
import { isFilled, quotesAt, writeBlock, writeFlow, writeScalar } from './write-value.ts';

/** The text with another value in a spot. Comments beside the old value stay, those within it go. */
export function replaceValue(page: Page, spot: Spot, value: unknown): string {
  const { text, style } = page;
  const { node, path, parent, inFlow } = spot;
  const whole = { start: node.outer, end: node.end };
  if (inFlow || (parent === undefined && 'flow' in node && node.flow)) {
    return spliced(text, [{ ...whole, text: flowGap(page, spot) + writeFlow(value, path, isJson(page)) }]);
  }
  if (!isFilled(value)) return replaceWithScalar(page, spot, writeScalar(value, quotesFor(spot)));
  const lines = writeBlock(value, path, style);
  const block = (columns: number) => lines.join(`${style.newline}${' '.repeat(columns)}`);
  if (parent?.kind !== 'map') {
    if (node.outer < node.end) return spliced(text, [{ ...whole, text: block(column(text, node.outer)) }]);
    return spliced(text, [{ ...whole, text: ` ${block(column(text, node.start) + 1)}` }]);
  }
  const behind = indicatorEnd(text, spot);
  const indent = column(text, parent.start) + (Array.isArray(value) ? style.listIndent : 2);
  const below = `${style.newline}${' '.repeat(indent)}${block(indent)}`;
  if (lineStart(text, node.outer) > behind) {
    return spliced(text, [{ start: lineBreakBefore(text, node.outer), end: node.end, text: below }]);
  }
  // The comment of the key's own line stays there.
  const at = lineEnd(text, node.end);
  return spliced(text, [
    { start: behind, end: node.end, text: '' },
    { start: at, end: at, text: below },
  ]);
}

function replaceWithScalar({ text }: Page, spot: Spot, scalar: string): string {
  const { node, parent } = spot;
  if (parent === undefined) return spliced(text, [{ start: node.outer, end: node.end, text: scalar }]);
  const behind = indicatorEnd(text, spot);
  if (node.outer === node.end) return spliced(text, [{ start: behind, end: behind, text: ` ${scalar}` }]);
  if (lineStart(text, node.outer) <= behind) {
    return spliced(text, [{ start: node.outer, end: node.end, text: scalar }]);
  }
  return spliced(text, [
    { start: behind, end: behind, text: ` ${scalar}` },
    { start: lineBreakBefore(text, node.outer), end: node.end, text: '' },
  ]);
}

function quotesFor({ node, path }: Spot): 'plain' | 'single' | 'double' {
  if (quotesAt(path) === 'double') return 'double';
  return node.kind === 'scalar' && (node.style === 'single' || node.style === 'double') ? node.style : 'plain';
}

/** The offset behind the `:` or `-` that introduces a value. */
function indicatorEnd(text: string, { key, node, parent }: Spot): number {
  if (key !== undefined) return Math.min(afterBlanks(text, key.end) + 1, node.outer);
  const items = parent?.kind === 'sequence' ? parent.items : [];
  const before = items[items.indexOf(node) - 1];
  return (before === undefined ? (parent?.start ?? 0) : afterBlanks(text, before.end)) + 1;
}

/** Where the line break begins that ends the line before. */
function lineBreakBefore(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return text.startsWith('\r\n', start - 2) ? start - 2 : start - 1;
}

/** What has to stand between a key without a value, within `{}`, and the value that it gets. */
function flowGap({ text }: Page, { key, node }: Spot): string {
  if (node.outer < node.end) return '';
  if (key !== undefined && !text.slice(key.end, node.start).includes(':')) return ': ';
  return text[node.start - 1] === ':' ? ' ' : '';
}

/** Whether the document is written as JSON, where every text is in quotes. */
export function isJson({ root }: Page): boolean {
  if (root.kind !== 'map' || !root.flow) return false;
  const key = root.entries[0]?.key;
  return key?.kind === 'scalar' && key.style === 'double';
}
