import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cookiesOf, startRouter } from '../src/routers.fixture.ts';

const packageFolder = join(import.meta.dirname, '..');

test('the example in the README runs as it stands, in a project of its own', async () => {
  const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
  const [, example = ''] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  await using router = await startRouter((request, response) => {
    const pod = Number(cookiesOf(request).get('key') ?? Math.floor(Math.random() * 2));
    response.setHeader('set-cookie', `key=${pod}; Max-Age=60; HttpOnly`);
    response.end(JSON.stringify({ hostname: ['web-6d4b75cb6d-hxtqw', 'web-6d4b75cb6d-2mz8k'][pod] }));
  });
  const project = await mkdtemp(join(tmpdir(), 'sticky-readme-'));
  try {
    await mkdir(join(project, 'node_modules', '@sticky'), { recursive: true });
    await symlink(packageFolder, join(project, 'node_modules', '@sticky', 'probe'), 'junction');
    await writeFile(join(project, 'example.mts'), example);
    const address = `http://127.0.0.1:${router.target.connectTo?.port}/`;

    const { stdout } = await promisify(execFile)(process.execPath, ['example.mts', address], { cwd: project });

    expect(stdout).toMatch(/^Verdict +Sticky by cookie "key"\./m);
    expect(stdout).toMatch(/by \/hostname, found: 2 pods' names/);
    expect(await readFile(join(project, 'report.html'), 'utf8')).toContain('Sticky by cookie');
  } finally {
    await rm(project, { recursive: true, force: true });
  }
});
