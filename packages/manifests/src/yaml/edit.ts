import type { Path } from '../router.ts';
import { changed } from './edit/change.ts';
import { pageOf } from './edit/page.ts';
import { column, lineStart, type Splice, spliced } from './edit/splice.ts';
import type { WritingStyle } from './edit/write-value.ts';
import { type Layout, layoutOf } from './layout.ts';
import { nodesAlong, nodesOf } from './node-at.ts';
import type { DocumentEdit, Edit, Source } from './source.ts';
import { afterBlanks, type Node } from './tree.ts';

/**
 * The text of a source after edits, in their order. Everything that they do not touch stays byte for byte: comments, quotes,
 * indentation, line breaks. A map that is set over another is changed key by key; what is new is written like what
 * stands around it, annotations always in double quotes. Aliases and merges are written out where a change would
 * otherwise reach through them.
 *
 * `remove` and `rename` of what is not there do nothing; `set` of an item behind the last one appends.
 */
export function applyEdits(source: Source, edits: readonly DocumentEdit[]): string {
  const layout = layoutOf(source);
  const style: WritingStyle = { newline: /\r\n|\n/.exec(source.text)?.[0] === '\r\n' ? '\r\n' : '\n', listIndent: 2 };
  const splices: Splice[] = [];
  for (const [index, inDocument] of Map.groupBy(edits, ({ document }) => document.index)) {
    const chunk = layout.chunks[index];
    if (chunk === undefined) continue;
    for (const { start, end, text } of editedParts(layout, index, inDocument, style)) {
      splices.push({ start: chunk.start + start, end: chunk.start + end, text });
    }
  }
  return spliced(source.text, splices);
}

/** The parts of one YAML document that change, with their new text. */
function editedParts(
  layout: Layout,
  index: number,
  edits: readonly DocumentEdit[],
  style: WritingStyle,
): readonly Splice[] {
  const text = layout.textOf(index);
  const root = layout.tree(index);
  if (root === undefined) return [];
  const own = { ...style, listIndent: listIndentOf(text, root) };
  if (isTangled(text, root)) {
    const whole = edits.map(({ document, edit }) => ({ ...edit, path: [...document.within, ...edit.path] }));
    return [{ start: 0, end: text.length, text: edited(text, whole, own) }];
  }
  // An object by itself: a List of thousands would otherwise be read again for each change.
  const parts: Splice[] = [];
  for (const ofObject of Map.groupBy(edits, ({ document }) => document.within.join('/')).values()) {
    const part = partOf(text, root, ofObject[0]?.document.within ?? []);
    if (part === undefined) continue;
    const { start, end } = part;
    // Columns have to stay what they are.
    const indent = ' '.repeat(column(text, start));
    const changes = ofObject.map(({ edit }) => edit);
    parts.push({ start, end, text: edited(indent + text.slice(start, end), changes, own).slice(indent.length) });
  }
  return parts;
}

function edited(text: string, edits: readonly Edit[], style: WritingStyle): string {
  return edits.reduce((page, edit) => changed(page, edit), pageOf(text, style)).text;
}

/** Where an object within a document stands, with the comments behind it; the whole document where it is all of it. */
function partOf(text: string, root: Node, within: Path): { start: number; end: number } | undefined {
  if (within.length === 0) return { start: 0, end: text.length };
  const found = nodesAlong(root, within);
  if (found.length <= within.length) return undefined;
  const { node } = found.at(-1) ?? { node: root };
  if (found.some(({ node: above }) => above !== node && 'flow' in above && above.flow)) {
    return { start: node.outer, end: node.end };
  }
  const next = afterBlanks(text, node.end);
  const end = next === text.length ? next : Math.max(lineStart(text, next), node.end);
  return { start: node.outer, end };
}

function isTangled(text: string, root: Node): boolean {
  return /[&*]/.test(text) && nodesOf(root).some(({ kind, anchor }) => kind === 'alias' || anchor !== undefined);
}

/** How the first list under a key is indented. */
function listIndentOf(text: string, root: Node): 0 | 2 {
  for (const map of nodesOf(root)) {
    if (map.kind !== 'map' || map.flow) continue;
    const list = map.entries.find(({ value }) => value.kind === 'sequence' && !value.flow)?.value;
    if (list !== undefined) return column(text, list.start) > column(text, map.start) ? 2 : 0;
  }
  return 2;
}
