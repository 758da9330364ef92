import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOTICES, writeThirdPartyNotices } from './third-party-notices.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sticky-notices-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('names what is in the bundle, with its version and licence text, and nothing else', async () => {
  await files({
    'main.js': `import { used } from '@them/used'; import { shaken } from 'shaken'; console.log(used);`,
    ...installed('@them/used', { license: 'MIT' }, { 'LICENSE.md': 'Copyright (c) Them', NOTICE: 'With thanks to us' }),
    'node_modules/@them/used/index.js': `export { used } from 'deep';\nconsole.log('used');`,
    ...installed('@them/used/node_modules/deep', { license: 'ISC' }, { licence: 'Copyright Deep' }),
    'node_modules/@them/used/node_modules/deep/index.js': 'export const used = 1;',
    ...installed('shaken', { license: 'MIT', sideEffects: false }, { LICENSE: 'Copyright Shaken' }),
    'node_modules/shaken/index.js': 'export const shaken = 1;',
  });
  const notices = await noticesOf('main.js');
  expect(notices).toMatch(/@them\/used 1\.2\.3\nLicence: MIT\n\nCopyright \(c\) Them\n\nWith thanks to us\n/);
  expect(notices).toMatch(/deep 1\.2\.3\nLicence: ISC\n\nCopyright Deep\n/);
  expect(notices).not.toMatch(/shaken/i);
});

test('takes the licence from the head of the files where the package has no other', async () => {
  const head = ['// Copyright 2008 Them.', '//', '// Redistribution is permitted.'].join('\n');
  await files({
    'main.js': `import 'heads'; import 'heads/other.js';`,
    ...installed('heads', { license: 'BSD-3-Clause' }, {}),
    'node_modules/heads/index.js': `"use strict";\n${head}\nconsole.log(1);`,
    'node_modules/heads/other.js': `${head}\nconsole.log(2);`,
  });
  expect(await noticesOf('main.js')).toMatch(
    /BSD-3-Clause\n\nCopyright 2008 Them\.\n\nRedistribution is permitted\.\n$/,
  );
});

test.each([
  ['text', { license: 'MIT' }, {}],
  ['field', {}, { LICENSE: 'Copyright Them' }],
])('refuses a package that has its licence in no %s', async (what, manifest, licenceFiles) => {
  await files({
    'main.js': `import 'bare';`,
    ...installed('bare', manifest, licenceFiles),
    'node_modules/bare/index.js': '// Not a word.\nconsole.log(1);',
  });
  await expect(noticesOf('main.js')).rejects.toThrow(`bare 1.2.3 is bundled, but says in no ${what}`);
});

async function noticesOf(entry: string): Promise<string> {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: folder,
    outfile: join(folder, 'out.js'),
    bundle: true,
    metafile: true,
  });
  await writeThirdPartyNotices(folder, [{ folder, metafile }]);
  return readFile(join(folder, NOTICES), 'utf8');
}

function installed(name: string, manifest: object, others: Readonly<Record<string, string>>): Record<string, string> {
  const at = `node_modules/${name}`;
  const shortName = name.replace(/^.*node_modules\//, '');
  return Object.fromEntries([
    [`${at}/package.json`, JSON.stringify({ name: shortName, version: '1.2.3', main: 'index.js', ...manifest })],
    ...Object.entries(others).map(([file, text]) => [`${at}/${file}`, text]),
  ]);
}

async function files(texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
