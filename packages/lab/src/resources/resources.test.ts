import { describe, expect, test } from 'vitest';
import { resources } from './index.ts';
import { type StructStructure, type Structure, structureOf } from './schema/structure.ts';

function structsIn(structure: Structure): StructStructure[] {
  if (structure.type === 'map') return structsIn(structure.value);
  if (structure.type === 'list') return structsIn(structure.item);
  if (structure.type === 'scalar') return [];
  return [structure, ...[...structure.fields.values()].flatMap((field) => structsIn(field.structure))];
}

const structs = new Map(
  resources.flatMap(({ schema }) => structsIn(structureOf(schema))).map((struct) => [struct.id, struct]),
);

describe.each([...structs.values()])('$id', (struct) => {
  test('gives no protobuf number twice', () => {
    const numbers = [...struct.fields.values()].map(({ number }) => number).concat(...struct.unsupported.values());
    const used = numbers.filter((number) => number !== 0);
    expect(new Set(used).size).toBe(used.length);
  });

  test('takes lists that merge apart by fields that their items have', () => {
    for (const [, { structure }] of struct.fields) {
      if (structure.type !== 'list' || structure.item.type !== 'struct') continue;
      const names = [...structure.item.fields.keys()];
      expect(names).toEqual(expect.arrayContaining([...structure.keys]));
      if (structure.mergeKey !== undefined) expect(names).toContain(structure.mergeKey);
    }
  });
});

test('every resource is found under names of its own', () => {
  const names = resources.flatMap(({ name, singular, shortNames }) => [name, singular, ...shortNames]);
  expect(new Set(names).size).toBe(names.length);
});
