import type { Random } from '../random.ts';
import type { Experiment } from './experiment.ts';
import { madeUpEvidence } from './forged.ts';
import { planMadeUp } from './made-up.ts';

/**
 * A value like the route's own, for a backend that is not there: what a client sends whose pod is gone. Is it given
 * another pod, and a new cookie for it?
 */
export const stale: Experiment = {
  name: 'stale',
  plan: (seen, context) => planMadeUp('stale', seen, context, unknownLike),
  prove: (seen) => [madeUpEvidence('stale', 'a value of no pod', seen)],
};

/**
 * A value of the same form as these and none of them: where they differ, each letter and digit is another of its kind,
 * all else stays. One that by chance names a backend which was never met cannot be told from one that is held.
 */
export function unknownLike(known: readonly string[], random: Random): string {
  const [first = 'a'] = known;
  const [head, tail] = common([...new Set(known)]);
  const hex = known.every((value) => /^[\da-f]*$/i.test(value.slice(head, value.length - tail)));
  for (let attempt = 0; ; attempt++) {
    const varied = [...first.slice(head, first.length - tail)].map((letter) => another(letter, hex, random)).join('');
    const value = `${first.slice(0, head)}${varied}${first.slice(first.length - tail)}`;
    if (!known.includes(value)) return value;
    // Ten backends can use up all the digits there are.
    if (attempt >= 20) return `${value}${another('0', hex, random)}`;
  }
}

/** How many letters all of them have in common at the start, and at the end; none when there is but one. */
function common(values: readonly string[]): [head: number, tail: number] {
  const [first = '', ...others] = values;
  if (others.length === 0) return [0, 0];
  const shortest = Math.min(...values.map(({ length }) => length));
  let head = 0;
  while (head < shortest && others.every((other) => other[head] === first[head])) head++;
  let tail = 0;
  while (tail < shortest - head && others.every((other) => other.at(-1 - tail) === first.at(-1 - tail))) tail++;
  return [head, tail];
}

const kinds = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

function another(letter: string, hex: boolean, random: Random): string {
  const kind = kinds.find((letters) => letters.includes(letter));
  if (kind === undefined) return letter;
  const length = hex ? Math.min(kind.length, kind === kinds[0] ? 10 : 6) : kind.length;
  return kind[Math.floor(random() * length)] ?? letter;
}
