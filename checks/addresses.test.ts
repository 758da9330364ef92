import { expect, test } from 'vitest';
import { listFiles, readText } from './repository.ts';

/** Hosts reserved for examples are nobody's. */
const REGISTRY = /\/\/(?:[\w-]+\.)*(?:registry|registries|npm|npmjs|npmmirror)\.(?!example\b)[\w-]/;
const MACHINE_PATH = /(?<![\w.~-])\/(?:work|root|home\/[a-z]\w*|Users\/[A-Za-z]\w*)\/|\b[A-Z]:\\\\?Users\\/;

const texts = listFiles()
  .filter((path) => !/\.(?:png|ico|gif|woff2?)$/.test(path))
  .map((path) => ({ path, text: readText(path) }));

function findAll(pattern: RegExp): readonly string[] {
  return texts.flatMap(({ path, text }) => text.match(pattern)?.map((match) => `${path}: ${match}`) ?? []);
}

test('no file holds the address of a package registry', () => {
  expect(findAll(REGISTRY)).toEqual([]);
  expect(`https://${['registry', 'npmjs', 'org'].join('.')}/express`).toMatch(REGISTRY);
});

test('no file holds a path of one machine', () => {
  expect(findAll(MACHINE_PATH)).toEqual([]);
  expect(`cd ${['', 'home', 'me', 'sticky'].join('/')}`).toMatch(MACHINE_PATH);
  expect('https://sticky.info/home/ and ./root/x').not.toMatch(MACHINE_PATH);
});

test('no lock file says where a package came from', () => {
  const locks = texts.filter(({ path }) => /(?:^|\/)(?:pnpm-lock\.yaml|package-lock\.json)$/.test(path));
  expect(locks.map(({ path }) => path)).toContain('pnpm-lock.yaml');
  for (const { path, text } of locks) expect(text.match(/^.*(?:"resolved":|tarball:).*$/m), path).toBeNull();
});
