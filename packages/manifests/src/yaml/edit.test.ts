import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { styledTexts, values } from '../../test/styled-yaml.ts';
import type { Path } from '../router.ts';
import { changed } from './edit/change.ts';
import { pageOf } from './edit/page.ts';
import { plainValue } from './plain-value.ts';
import type { Edit } from './source.ts';
import { parseTree } from './tree.ts';

const steps = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'name', 'metadata', 'annotations', 'labels', 'yes', '60', 'new.io/x'),
  fc.nat({ max: 3 }),
);
/** Paths of which most lead somewhere: a number chooses among what is there. */
const picks = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 9 }).map((pick) => ({ pick })) }, { weight: 1, arbitrary: steps }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

function pathIn(value: unknown, choices: Choices): Path {
  const path: (string | number)[] = [];
  let here = value;
  for (const choice of choices) {
    if (typeof choice !== 'object') {
      path.push(choice);
      here = undefined;
      continue;
    }
    if (typeof here !== 'object' || here === null || Object.keys(here).length === 0) break;
    const keys = Object.keys(here);
    const key = keys[choice.pick % keys.length] ?? '';
    path.push(Array.isArray(here) ? Number(key) : key);
    here = Reflect.get(here, key);
  }
  return path.length > 0 ? path : ['a'];
}

type Plain = Record<string | number, unknown> | unknown[];
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null;

/** What an edit makes of a plain value. */
function edited(root: Plain, edit: Edit): unknown {
  // What an alias stands for is not shared any more once it is changed.
  const copy: Plain = JSON.parse(JSON.stringify(root));
  const parents: Plain[] = [copy];
  for (const step of edit.path.slice(0, -1)) {
    const next = Reflect.get(parents.at(-1) ?? {}, step);
    if (!isPlain(next) || !Object.hasOwn(parents.at(-1) ?? {}, step)) break;
    parents.push(next);
  }
  const complete = parents.length === edit.path.length;
  const parent = parents.at(-1) ?? copy;
  const last = edit.path.at(-1) ?? '';
  const there = complete && Object.hasOwn(parent, last) && (!Array.isArray(parent) || typeof last === 'number');
  if (edit.kind === 'remove' && there) {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }
  if (edit.kind === 'rename' && there && !Array.isArray(parent) && edit.key !== String(last)) {
    const value = parent[last];
    delete parent[last];
    parent[edit.key] = value;
  }
  if (edit.kind === 'set') return withSet(copy, edit.path, edit.value);
  return copy;
}

function withSet(value: unknown, [step, ...rest]: Path, wanted: unknown): unknown {
  if (step === undefined) return wanted;
  if (Array.isArray(value) && typeof step === 'number') {
    const index = Math.min(step, value.length);
    return value.toSpliced(index, 1, withSet(value[index], rest, wanted));
  }
  if (isPlain(value) && !Array.isArray(value)) return { ...value, [step]: withSet(value[step], rest, wanted) };
  const inner = withSet(undefined, rest, wanted);
  return typeof step === 'number' && (value === undefined || !isPlain(value) || Array.isArray(value))
    ? [inner]
    : { [step]: inner };
}

/** What a value set at a path takes the place of: a list that is given a key is no list any more. */
function replacedBy(value: unknown, path: Path): Path {
  let here = value;
  for (const [depth, step] of path.entries()) {
    if (!isPlain(here) || (Array.isArray(here) && typeof step === 'string')) return path.slice(0, depth);
    here = Reflect.get(here, step);
  }
  return path;
}

type Choices = readonly (string | number | { pick: number })[];
type Plan = { readonly choices: Choices } & (
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'remove' }
  | { readonly kind: 'rename'; readonly key: string }
);

const newKeys = fc.constantFrom('a', 'b', 'new.io/x', '60', 'yes', 'a b');
const plans: fc.Arbitrary<Plan> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), choices: picks, value: values }),
  fc.record({ kind: fc.constant('remove' as const), choices: picks }),
  fc.record({ kind: fc.constant('rename' as const), choices: picks, key: newKeys }),
);

const read = (text: string) => {
  const root = parseTree(text);
  return root === undefined ? null : plainValue(root, 'as they are').value;
};

test('texts in every style are read as they were meant, and as the package yaml reads them', () => {
  fc.assert(
    fc.property(styledTexts, ({ text, value }) => {
      expect(read(text)).toEqual(value);
      expect(parse(text, { version: '1.1' })).toEqual(value);
    }),
    { numRuns: 300 },
  );
});

/** An edit of a value, where the choices lead in it. */
function editOf(value: unknown, { choices, ...rest }: Plan): Edit {
  return { ...rest, path: pathIn(value, choices) };
}

const pageFor = (text: string) => pageOf(text, { newline: text.includes('\r\n') ? '\r\n' : '\n', listIndent: 2 });
const numRuns = Number(process.env.EDIT_RUNS ?? 300);

test('an edited text says what was asked for, edit by edit', () => {
  fc.assert(
    fc.property(styledTexts, fc.array(plans, { minLength: 1, maxLength: 4 }), ({ text, value }, steps) => {
      let expected: unknown = value;
      let page = pageFor(text);
      for (const plan of steps) {
        if (!isPlain(expected)) break;
        const edit = editOf(expected, plan);
        page = changed(page, edit);
        expected = edited(expected, edit);
      }
      expect(read(page.text)).toEqual(expected);
    }),
    { numRuns },
  );
});

/** Where comments may go with an edit: about what is removed or replaced. */
function touchedBy(edit: Edit, value: unknown): readonly Path[] {
  const { path } = edit;
  switch (edit.kind) {
    case 'set':
      return [replacedBy(value, path)];
    case 'remove': {
      const parent = path
        .slice(0, -1)
        .reduce<unknown>((here, step) => (isPlain(here) ? Reflect.get(here, step) : here), value);
      // Without its only key, a map is written as {}.
      return [isPlain(parent) && Object.keys(parent).length > 1 ? path : path.slice(0, -1)];
    }
    case 'rename':
      return [[...path.slice(0, -1), edit.key]];
  }
}

test('an edit keeps all comments that are about something else', () => {
  fc.assert(
    fc.property(styledTexts, plans, ({ text, value, remarks }, plan) => {
      const edit = editOf(value, plan);
      const after = changed(pageFor(text), edit).text;
      const touched = touchedBy(edit, value);
      for (const { text: comment, path } of remarks) {
        if (touched.some((part) => part.every((step, index) => path[index] === step))) continue;
        expect(after).toContain(comment);
      }
    }),
    { numRuns },
  );
});
