import type { Declaration } from './declarations.ts';

/** Types of the language itself. */
const UTILITY = new Set([
  'Readonly',
  'Record',
  'Partial',
  'Pick',
  'Omit',
  'ReadonlyMap',
  'Iterable',
  'AsyncGenerator',
  'const',
]);

/** What keeps a door from being understood: an export that does not say what it is, or is made of what cannot be imported. */
export function findGaps(declarations: readonly Declaration[]): readonly string[] {
  const exported = new Set(declarations.map(({ name }) => name));
  const isKnown = (type: string) => exported.has(type) || type in globalThis || UTILITY.has(type);
  return declarations.flatMap(({ name, comment, types }) => [
    ...(/\w/.test(comment ?? '') ? [] : [`${name} does not say what it is: give it a doc comment`]),
    ...types.filter((type) => !isKnown(type)).map((type) => `${name} is made of ${type}: export that, too`),
  ]);
}
