import { expect, test } from 'vitest';
import { z } from 'zod';
import { listFiles, readText } from './repository.ts';

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  private: z.literal(true),
  packageManager: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const manifests = listFiles()
  .filter((path) => /^(?:(?:apps|packages)\/[^/]+\/|checks\/)?package\.json$/.test(path))
  .map((path) => ({ path, ...manifest.parse(JSON.parse(readText(path))) }));

const root = manifests.find(({ path }) => path === 'package.json');

const dependencies = manifests.flatMap(({ path, dependencies, devDependencies }) =>
  Object.entries({ ...dependencies, ...devDependencies }).map(([name, range]) => ({ path, name, range })),
);

test('the workspace has one version and one licence', () => {
  expect(manifests.length).toBeGreaterThan(5);
  for (const { path, version, license } of manifests) {
    expect({ path, version, license }).toEqual({ path, version: root?.version, license: 'MIT' });
  }
});

test('every dependency is of this workspace, or pinned to one exact version', () => {
  for (const { path, name, range } of dependencies) {
    expect(range, `${name} in ${path}`).toMatch(
      name.startsWith('@sticky/') ? /^workspace:\*$/ : /^\d+\.\d+\.\d+[\w.-]*$/,
    );
  }
});

test('all packages that use a library use the same version of it', () => {
  const versions = Map.groupBy(dependencies, ({ name }) => name);
  const several = [...versions].filter(([, uses]) => new Set(uses.map(({ range }) => range)).size > 1);
  expect(several).toEqual([]);
});
