/** Where one YAML document stands in a text, in UTF-16 units; the end is behind the last. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/** `---` and `...` count at the beginning of a line alone, whatever they stand in (YAML 1.2.2, 9.1.2). */
const MARKER = /(^|[\r\n])(\ufeff?)(---|\.\.\.)(?=[ \t\r\n]|$)/g;

/** Comments, directives and nothing else: what may stand before the `---` of its document. */
const PROLOGUE = /^\ufeff?(?:[ \t]*(?:#[^\r\n]*)?(?:%[^\r\n]*)?(?:[\r\n]|$))*$/;

/**
 * The YAML documents of a text, without reading them: so a broken one does not hide the next. Together they are the whole
 * text; comments and directives before a `---` belong to the document behind it.
 */
export function splitDocuments(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let started = false;
  for (const { index, 1: lineBreak = '', 2: mark = '', 3: marker } of text.matchAll(MARKER)) {
    const at = index + lineBreak.length;
    if (marker === '...') {
      const end = at + mark.length + 3;
      chunks.push({ start, end });
      start = end;
      started = false;
      continue;
    }
    if (started || !PROLOGUE.test(text.slice(start, at))) {
      chunks.push({ start, end: at });
      start = at;
    }
    started = true;
  }
  if (start < text.length || chunks.length === 0) chunks.push({ start, end: text.length });
  return chunks;
}
