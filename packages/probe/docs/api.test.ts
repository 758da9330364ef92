import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { declarationsOf } from './declarations.ts';
import { renderApi } from './render-api.ts';
import { topics } from './topics.ts';

const declarations = declarationsOf(join(import.meta.dirname, '..', 'src', 'index.ts'));
const exported = new Set(declarations.map(({ name }) => name));

describe.each(declarations)('$name', ({ comment, types }) => {
  test('says what it is', () => {
    expect(comment).toMatch(/\w/);
  });

  test('is made of what can be imported, too', () => {
    const unknown = types.filter((name) => !exported.has(name) && !(name in globalThis) && !utility.has(name));
    expect(unknown).toEqual([]);
  });
});

/** Types of the language itself. */
const utility = new Set([
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

test('api.md is up to date: write it anew with `npm run docs`', () => {
  expect(readFileSync(join(import.meta.dirname, 'api.md'), 'utf8')).toBe(renderApi(declarations, topics));
});
