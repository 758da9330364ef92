/** Breaks a text at its spaces into lines of at most `width`; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  // A ratio stays in one piece: `3 : 3`.
  for (const word of text.split(/(?<! :) (?!: )/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
