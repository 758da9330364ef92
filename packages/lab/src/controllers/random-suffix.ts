import { randomInt } from 'node:crypto';

/** No vowels, no look-alikes: the alphabet of k8s.io/apimachinery's `rand.String`. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** What Kubernetes appends to a generated name: `x7k2p`. */
export function randomSuffix(length = 5): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A number in that alphabet, digit by digit, as `rand.SafeEncodeString`. */
export function safeEncode(text: string): string {
  return [...text].map((character) => ALPHABET[character.charCodeAt(0) % ALPHABET.length]).join('');
}
