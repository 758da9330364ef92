import { applyEdits } from '../../yaml/edit.ts';
import { layoutOf } from '../../yaml/layout.ts';
import { readSource } from '../../yaml/read-source.ts';
import type { DocumentEdit, Source } from '../../yaml/source.ts';

/** Whole lines that take the place of others. */
export interface Replacement {
  /** The first line that goes, from 1. */
  readonly startLine: number;
  /** The first line behind that stays, the same as `startLine` where lines only come; or the last line of the text. */
  readonly endLine: number;
  /** From 1; behind the last character where the last line of the text goes and has no line break. */
  readonly endColumn: number;
  readonly text: string;
}

/** What edits of one document change of its source's text, as one replacement; undefined where nothing changes. */
export function replacementOf(source: Source, edits: readonly DocumentEdit[]): Replacement | undefined {
  const [first] = edits;
  if (first === undefined) return undefined;
  const { index } = first.document;
  const layout = layoutOf(source);
  const text = layout.textOf(index);
  // One document of its own: a large source need not be written anew for each of its findings.
  const page = readSource(text, source.file);
  const after = applyEdits(
    page,
    edits.map(({ document, edit }) => ({ document: { ...document, index: 0 }, edit })),
  );
  const { line } = layout.lines.place(source.file, layout.chunks[index]?.start ?? 0, 0);
  return changedLines(text, after, line);
}

function changedLines(before: string, after: string, firstLine: number): Replacement | undefined {
  if (before === after) return undefined;
  const [old, now] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, now.length);
  let same = 0;
  while (same < most && old[same] === now[same]) same++;
  let end = 0;
  while (end < most - same && old.at(-1 - end) === now.at(-1 - end)) end++;
  const last = old.at(-1) ?? '';
  const openEnd = end === 0 && !/[\r\n]$/.test(last);
  return {
    startLine: firstLine + same,
    endLine: firstLine + old.length - end - (openEnd ? 1 : 0),
    endColumn: openEnd ? last.length + 1 : 1,
    text: now.slice(same, now.length - end).join(''),
  };
}

/** Lines with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\r\n|\r(?!\n)|\n)/);
}
