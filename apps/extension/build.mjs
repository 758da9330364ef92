import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

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
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  // The Node of the oldest editor in `engines`.
  target: 'node22',
  external: ['vscode'],
  // A dynamic import of a CommonJS file stays a `require`: the editor intercepts that one for `vscode`.
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** Bundles everything into `outdir`, and tells what went into each bundle. */
export async function bundle(outdir) {
  const [extension, work, lab] = await Promise.all([
    build({
      ...common,
      entryPoints: [join(here, 'src/extension.ts')],
      outfile: join(outdir, 'extension.cjs'),
      plugins: [seam],
    }),
    build({ ...common, entryPoints: [join(here, 'src/work.ts')], outfile: join(outdir, 'work.cjs') }),
    build({ ...common, entryPoints: [fromRoot('packages/lab/src/main.ts')], outfile: join(outdir, 'lab.cjs') }),
  ]);
  await copyFile(fromRoot('apps/uuid-app/dist/uuid-app.cjs'), join(outdir, 'uuid-app.cjs'));
  return { extension: extension.metafile, work: work.metafile, lab: lab.metafile };
}

if (import.meta.main) await bundle(join(here, 'dist'));
