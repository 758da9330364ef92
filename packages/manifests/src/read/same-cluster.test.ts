import { expect, test } from 'vitest';
import { readSource } from '../index.ts';
import { bySameCluster } from './same-cluster.ts';

const source = (file: string, ...names: string[]) =>
  readSource(names.map((name) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n`).join('---\n'), file);
const grouped = (...sources: ReturnType<typeof source>[]) =>
  bySameCluster(sources).map((group) => group.map(({ file }) => file));

test('files of different objects are of one cluster, whatever their folders', () => {
  expect(grouped(source('a/x.yaml', 'one'), source('b/y.yaml', 'two'), source('z.yaml'))).toEqual([
    ['a/x.yaml', 'b/y.yaml', 'z.yaml'],
  ]);
});

test('overlays, which say the same objects, are folder by folder', () => {
  expect(
    grouped(source('dev/x.yaml', 'one'), source('dev/y.yaml', 'two'), source('prod/x.yaml', 'one'), source('-', 'one')),
  ).toEqual([['dev/x.yaml', 'dev/y.yaml'], ['prod/x.yaml'], ['-']]);
});

test('examples in one folder are file by file, on Windows too', () => {
  expect(grouped(source('c\\x.yaml', 'one'), source('c\\y.yaml', 'one'), source('d\\x.yaml', 'one', 'one'))).toEqual([
    ['c\\x.yaml'],
    ['c\\y.yaml'],
    ['d\\x.yaml'],
  ]);
});
