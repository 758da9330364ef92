import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
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
