/** At most `most` characters of a text, with `…` where it was cut: a route chooses how long its names are. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  // A character is two units at most, so that one more than may stay is surely among these.
  const letters = [...text.slice(0, 2 * most + 2)];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

/** The first `most` of a list, and how many more there are. */
export function firstOf<T>(list: readonly T[], most: number): { readonly shown: readonly T[]; readonly more: number } {
  return { shown: list.slice(0, most), more: Math.max(0, list.length - most) };
}
