import { build } from 'esbuild';

// One file with everything in it: the image copies it alone, and the lab starts it as a pod.
await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/uuid-app.cjs',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  legalComments: 'eof',
  logLevel: 'warning',
  plugins: [
    {
      // Express loads its parsers of request bodies up front, with 490 kB of character tables; this app reads no body.
      name: 'without-body-parser',
      setup: ({ onLoad }) => onLoad({ filter: /[\\/]body-parser[\\/]index\.js$/ }, () => ({ contents: '' })),
    },
  ],
});
