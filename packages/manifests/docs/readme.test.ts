import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');

test('the examples in the README run as they stand, in a project of their own, and print what stands below them', async () => {
  const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```ts\n(.*?)^```\n\n```\n(.*?)^```$/gms)];
  expect(examples).toHaveLength([...readme.matchAll(/^```ts$/gm)].length);

  const project = await mkdtemp(join(tmpdir(), 'sticky-readme-'));
  try {
    await mkdir(join(project, 'node_modules', '@sticky'), { recursive: true });
    await symlink(packageFolder, join(project, 'node_modules', '@sticky', 'manifests'), 'junction');
    for (const [index, [, example = '', output]] of examples.entries()) {
      const script = `example-${index}.mts`;
      await writeFile(join(project, script), example);

      const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: project });

      expect(stdout).toBe(output);
    }
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}, 30_000);
