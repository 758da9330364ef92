import { describe, expect, test } from 'vitest';
import { borderViolations } from './borders.ts';
import { readSources } from './repository.ts';

test('no import crosses a border of the house', () => {
  expect(borderViolations(readSources())).toEqual([]);
});

describe('the check sees', () => {
  test.each([
    ['packages/probe/src/a.ts', '@sticky/manifests', 'packages/probe must not import @sticky/manifests'],
    ['packages/manifests/src/a.test.ts', '@sticky/lab', 'packages/manifests must not import @sticky/lab'],
    ['packages/cluster/src/a.ts', '@sticky/lab', 'packages/cluster must not import @sticky/lab'],
    ['apps/cli/src/a.ts', '@sticky/lab/src/store', '"@sticky/lab/src/store" reaches past the door of @sticky/lab'],
    ['apps/cli/src/a.ts', '../../../packages/lab/src/lab.ts', '"../../../packages/lab/src/lab.ts" leaves apps/cli'],
    ['apps/cli/src/a.ts', 'vscode', '"vscode" belongs to apps/extension alone'],
    ['packages/lab/src/a.ts', '@kubernetes/client-node/x', '"@kubernetes/client-node/x" belongs to packages/cluster'],
    ['packages/cluster/src/a.ts', 'undici', '"undici" belongs to packages/probe and packages/lab alone'],
    ['packages/probe/src/a.ts', './routers.fixture.ts', '"./routers.fixture.ts" is there for tests alone'],
    ['apps/cli/src/a.ts', '../../../scripts/a.mjs', '"../../../scripts/a.mjs" leaves apps/cli'],
    ['apps/cli/build.mjs', '../uuid-app/build.mjs', '"../uuid-app/build.mjs" leaves apps/cli'],
    ['packages/other/src/a.ts', './b.ts', 'packages/other has no line'],
  ])('%s importing %s', (path, name, reason) => {
    expect(borderViolations([{ path, text: `import x from '${name}';` }])).toEqual([
      expect.stringContaining(`${path}: ${reason}`),
    ]);
  });
});

describe('the check allows', () => {
  test.each([
    ['packages/cluster/src/a.ts', '@sticky/probe'],
    ['packages/cluster/src/a.test.ts', '@sticky/lab'],
    ['packages/cluster/src/a.test.ts', './clusters.fixture.ts'],
    ['packages/cluster/src/clusters.fixture.ts', '@sticky/lab'],
    ['packages/cluster/src/verbs/a.ts', '../errors.ts'],
    ['packages/probe/src/a.ts', 'undici'],
    ['apps/extension/src/a.ts', 'vscode'],
    ['apps/cli/build.mjs', '../../scripts/a.mjs'],
    ['packages/probe/docs/a.ts', '../../../scripts/api-docs/a.ts'],
    ['scripts/a.mjs', './b.mjs'],
  ])('%s importing %s', (path, name) => {
    expect(borderViolations([{ path, text: `import x from '${name}';` }])).toEqual([]);
  });
});
