import { stripVTControlCharacters } from 'node:util';

/** Lines up `rows` in columns with `gap` spaces between them. Cells may carry colour codes, not line breaks. */
export function columns(rows: readonly (readonly string[])[], gap = 3): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, visibleWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cell, (widths[index] ?? 0) + gap))
      .join('')
      .trimEnd(),
  );
}

/** `text` with spaces up to `width` visible characters. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleWidth(text)));
}

/** Breaks `text` at spaces into lines of at most `width` characters; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && visibleWidth(line) + 1 + visibleWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function visibleWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}
