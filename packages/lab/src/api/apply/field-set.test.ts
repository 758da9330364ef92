import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  difference,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmpty,
  pathsOf,
  sameFields,
  toFieldsV1,
  union,
  WHOLE_FIELD,
} from './field-set.ts';

const branch = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:1');

function fieldSets(depth: number): fc.Arbitrary<FieldSet> {
  if (depth === 0) return fc.constant(WHOLE_FIELD);
  const child = fc.tuple(branch, fieldSets(depth - 1));
  return (
    fc
      .record({ member: fc.boolean(), children: fc.array(child, { maxLength: 3 }) })
      // A branch that holds nothing is no branch.
      .map(({ member, children }) => ({ member, children: new Map(children.filter(([, set]) => !isEmpty(set))) }))
  );
}

const fieldSet = fieldSets(3);

describe('for all sets', () => {
  test('what is in both and what is in one alone make the one', () => {
    fc.assert(
      fc.property(fieldSet, fieldSet, (a, b) => {
        expect(sameFields(union(difference(a, b), intersection(a, b)), a)).toBe(true);
        expect(isEmpty(intersection(difference(a, b), b))).toBe(true);
        expect(sameFields(union(a, b), union(b, a))).toBe(true);
      }),
    );
  });

  test('the wire form reads back', () => {
    fc.assert(
      fc.property(fieldSet, (set) => {
        const root = { ...set, member: false };
        const read = fromFieldsV1(toFieldsV1(root));
        expect(read === undefined ? undefined : sameFields(read, root)).toBe(true);
      }),
    );
  });
});

test('a path is written as people read it', () => {
  const set = fromFieldsV1({
    'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {} } } },
    'f:metadata': { 'f:finalizers': { 'v:"x"': {} } },
  });
  expect(set === undefined ? [] : pathsOf(set)).toEqual([
    '.spec.ports[port=80,protocol="TCP"]',
    '.spec.ports[port=80,protocol="TCP"].name',
    '.metadata.finalizers[="x"]',
  ]);
});

test.each([[undefined], ['x'], [{ 'f:a': 1 }], [{ a: {} }]])('%j is no set', (fields) => {
  expect(fromFieldsV1(fields)).toBeUndefined();
});
