import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * The command that is the pinned pnpm, without a shell: by the npm that runs this script, else by npx. Not one in
 * node_modules: pnpm would remove that under its own feet when it lays the folder out anew, and `pnpm turbo` would show
 * it to turbo under a path that holds in the root alone.
 *
 * @returns {readonly [string, ...string[]]}
 */
export function pnpm() {
  const pin = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;
  const npm = process.env.npm_execpath ?? '';
  return basename(npm) === 'npm-cli.js' ? [process.execPath, npm, 'exec', '--yes', '--', pin] : ['npx', '--yes', pin];
}
