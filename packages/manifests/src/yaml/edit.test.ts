import fc from 'fast-check';
import { expect, test } from 'vitest';
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

function pathIn(value: unknown, choices: readonly (string | number | { pick: number })[]): Path {
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

const edits = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), choices: picks, value: values }),
  fc.record({ kind: fc.constant('remove' as const), choices: picks }),
  fc.record({
    kind: fc.constant('rename' as const),
    choices: picks,
    key: fc.constantFrom('a', 'b', 'new.io/x', '60', 'yes', 'a b'),
  }),
);

const read = (text: string) => {
  const root = parseTree(text);
  return root === undefined ? null : plainValue(root, 'as they are').value;
};

test('the printer of this test says what it should', () => {
  fc.assert(
    fc.property(styledTexts, ({ text, value }) => {
      expect(read(text)).toEqual(value);
    }),
    { numRuns: 2000 },
  );
});

test('an edited text says what was asked for, and keeps all comments that are about something else', () => {
  fc.assert(
    fc.property(styledTexts, fc.array(edits, { minLength: 1, maxLength: 3 }), ({ text, value, remarks }, plan) => {
      let expected: unknown = value;
      let page = pageOf(text, { newline: text.includes('\r\n') ? '\r\n' : '\n', listIndent: 2 });
      const gone: Path[] = [];
      for (const { choices, ...rest } of plan) {
        if (!isPlain(expected)) break;
        const edit = { ...rest, path: pathIn(expected, choices) } as Edit;
        page = changed(page, edit);
        expected = edited(expected, edit);
        gone.push(edit.path);
      }
      expect(read(page.text)).toEqual(expected);
      if (plan.length > 1) return;
      const [path = []] = gone;
      const [{ kind }] = plan as [Edit];
      for (const remark of remarks) {
        // What stands within what is removed or replaced, or beside the only one of its kind, may go with it.
        const about = kind === 'remove' ? path.slice(0, -1) : kind === 'set' ? replacedBy(value, path) : path;
        const overwritten = plan[0] !== undefined && 'key' in plan[0] ? [...path.slice(0, -1), plan[0].key] : about;
        if (overwritten.every((step, index) => remark.path[index] === step)) continue;
        if (about.every((step, index) => remark.path[index] === step)) continue;
        expect(page.text).toContain(remark.text);
      }
    }),
    { numRuns: Number(process.env.EDIT_RUNS ?? 1000) },
  );
});
