import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
const vsix = join(root, 'dist', `sticky-${version}.vsix`);

// vsce wants both beside the manifest; the repository keeps one of each.
for (const name of ['LICENSE', 'CHANGELOG.md']) await copyFile(join(root, name), join(here, name));
await mkdir(join(root, 'dist'), { recursive: true });
const vsce = join(here, 'node_modules', '@vscode', 'vsce', 'vsce');
const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
const { stdout } = await promisify(execFile)(process.execPath, [vsce, ...args], { cwd: here });
console.log(stdout.trim());

const { size } = await stat(vsix);
if (size > 3_000_000)
  throw new Error(`${vsix} has ${size} bytes; 3,000,000 are the most. Look at what came into dist/.`);
