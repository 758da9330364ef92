import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeThirdPartyNotices } from '../../scripts/third-party-notices.mjs';

const here = import.meta.dirname;
const fromRoot = (...parts) => join(here, '..', '..', ...parts);

/** The one seam between the two bundles: `import('./work.ts')` becomes a `require` at the time of the call. */
const seam = {
  name: 'seam',
  setup({ onResolve }) {
    onResolve({ filter: /\/work\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './work.cjs', external: true } : undefined,
    );
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  // The Node of the oldest editor in `engines`.
  target: 'node22',
  external: ['vscode'],
  // The notices have the licences in full.
  legalComments: 'none',
  // For the debugger, beside the sources they are made from; not shipped.
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
};

// Inside the editor a dynamic import of a CommonJS file stays a `require`. The lab runs on its own and needs the real one:
// it imports a pod's program, whatever kind of module that is.
const inEditor = { ...common, supported: { 'dynamic-import': false } };

// The browser of that editor.
const inPanel = { ...common, platform: 'browser', format: 'iife', target: 'chrome140', external: [] };

/** For editors that complete and check YAML; package.json contributes it. */
const expectationSchema = 'sticky.expect.v1.schema.json';

/** Bundles everything into `outdir`, with the notices of others, and tells what went into each bundle. */
export async function bundle(outdir) {
  const [extension, work, lab, webview] = await Promise.all([
    build({
      ...inEditor,
      entryPoints: [join(here, 'src/extension.ts')],
      outfile: join(outdir, 'extension.cjs'),
      plugins: [seam],
    }),
    build({ ...inEditor, entryPoints: [join(here, 'src/work.ts')], outfile: join(outdir, 'work.cjs') }),
    build({ ...common, entryPoints: [fromRoot('packages/lab/src/main.ts')], outfile: join(outdir, 'lab.cjs') }),
    build({ ...inPanel, entryPoints: [join(here, 'webview/lab-requests.ts')], outdir: join(outdir, 'webview') }),
  ]);
  await copyFile(fromRoot('packages/probe/schema', expectationSchema), join(outdir, expectationSchema));
  const uuidApp = fromRoot('apps/uuid-app');
  await copyFile(join(uuidApp, 'dist', 'uuid-app.cjs'), join(outdir, 'uuid-app.cjs'));
  await writeThirdPartyNotices(outdir, [
    ...[extension, work, lab, webview].map(({ metafile }) => ({ folder: here, metafile })),
    { folder: uuidApp, metafile: JSON.parse(await readFile(join(uuidApp, 'dist', 'uuid-app.meta.json'), 'utf8')) },
  ]);
  return { extension: extension.metafile, work: work.metafile, lab: lab.metafile };
}

if (import.meta.main) await bundle(join(here, 'dist'));
