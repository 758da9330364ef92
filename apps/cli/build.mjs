import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { NOTICES, writeThirdPartyNotices } from '../../scripts/third-party-notices.mjs';

/** What all bundles of this folder share. */
const node = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22.19',
  // The notices have the licences in full.
  legalComments: 'none',
  // For the debugger, beside the sources they are made from; not shipped.
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  metafile: true,
};

// ESM, because esbuild splits no other format: what a command imports when it runs becomes a file of its own, so that
// `sticky --help` does not read megabytes of Kubernetes client.
const command = await build({
  ...node,
  entryPoints: { sticky: 'src/main.ts' },
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  // Bundled CommonJS packages call `require` for Node's own modules, and ESM has none.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});

// The lab's own process, and the app that its pods run: each is started as a script, so each is one file.
const lab = await build({
  ...node,
  entryPoints: ['../../packages/lab/src/main.ts'],
  outfile: 'dist/lab.cjs',
  format: 'cjs',
});
await copyFile('../uuid-app/dist/uuid-app.cjs', 'dist/uuid-app.cjs');
const uuidApp = JSON.parse(await readFile('../uuid-app/dist/uuid-app.meta.json', 'utf8'));
await writeThirdPartyNotices('dist', [
  { folder: '.', metafile: command.metafile },
  { folder: '.', metafile: lab.metafile },
  { folder: '../uuid-app', metafile: uuidApp },
]);

// The split files are named by their content. Old ones go last, so that a command that runs meanwhile finds its own.
const bundles = [command, lab].flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => basename(path));
const made = [...bundles, 'uuid-app.cjs', NOTICES];
for (const file of await readdir('dist')) {
  if (!made.includes(file)) await rm(`dist/${file}`);
}
