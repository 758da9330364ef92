import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { home } from './editor-test.ts';

test('the .vsix brings the licences of the code of others that it carries', async () => {
  const extensions = join(home.path, 'extensions');
  const folder = (await readdir(extensions)).find((name) => name.startsWith('sticky-affinity.sticky-vscode'));
  const notices = await readFile(join(extensions, folder ?? '', 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of ['express', 'undici']) expect(notices).toMatch(new RegExp(`^${name} \\d[^]*?Permission is`, 'm'));
});
