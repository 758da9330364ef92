import { randomInt } from 'node:crypto';

/** No vowels, no digits that look like letters: no word comes about by chance (k8s.io/apimachinery util/rand). */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

const SUFFIX_LENGTH = 5;

/** As much of `prefix` as a label of 63 characters leaves room for, and five random letters. */
export function generatedName(prefix: string): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return prefix.slice(0, 63 - SUFFIX_LENGTH) + suffix;
}
