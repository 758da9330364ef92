import { distance } from 'fastest-levenshtein';

/** A slip shows only in a word that is long enough. */
const SHORTEST = 6;

/** The word that was most likely meant by one that is none of them: in another case, or with one slip. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  if (written.length > 100) return undefined;
  const spelt = spelling(written);
  return (
    words.find((word) => word.toLowerCase() === spelt) ??
    words.find((word) => word.length >= SHORTEST && isSlip(spelt, word))
  );
}

function spelling(written: string): string {
  return written.trim().toLowerCase().replaceAll('_', '-');
}

/** One letter too many, too few or wrong, or two in the place of each other. */
function isSlip(written: string, word: string): boolean {
  const off = distance(written, word);
  return off === 1 || (off === 2 && [...written].toSorted().join('') === [...word].toSorted().join(''));
}
