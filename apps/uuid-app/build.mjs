import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { writeThirdPartyNotices } from '../../scripts/third-party-notices.mjs';

// One file with everything in it: the image copies it alone, and the lab starts it as a pod.
const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/uuid-app.cjs',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  // The notices have the licences in full.
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [
    {
      // Express loads its parsers of request bodies up front, with 490 kB of character tables; this app reads no body.
      name: 'without-body-parser',
      setup: ({ onLoad }) => onLoad({ filter: /[\\/]body-parser[\\/]index\.js$/ }, () => ({ contents: '' })),
    },
  ],
});

await writeThirdPartyNotices('dist', [{ folder: '.', metafile }]);
// For those who ship this bundle with theirs.
await writeFile('dist/uuid-app.meta.json', JSON.stringify(metafile));
