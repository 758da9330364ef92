#!/usr/bin/env node
// Runs on any Node that knows `import`, so that one too old for the bundle learns that, and not a syntax error.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const bundle = new URL('../dist/sticky.mjs', import.meta.url);

if (major < 22 || (major === 22 && minor < 19)) {
  fail(
    `needs Node 22.19 or later, and this is ${process.versions.node}: in the workspace, \`npx sticky\` brings its own`,
  );
} else if (!existsSync(bundle)) {
  fail('is not built: run npx pnpm@10 turbo build');
} else {
  await import(bundle.href);
}

function fail(reason) {
  process.stderr.write(`sticky ${reason}\n`);
  process.exitCode = 2;
}
