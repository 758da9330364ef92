import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './borders.ts';

const root = join(import.meta.dirname, '..');

/** Every file that is committed, or would be by `git add .`: paths from the root, with `/`. */
export function listFiles(): readonly string[] {
  // A checkout that belongs to somebody else, as in many CI containers, is fine for reading a list.
  const args = ['-c', `safe.directory=${root}`, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const list = execFileSync('git', args, { cwd: root });
  const paths = new Set(list.toString().split('\0').filter(Boolean));
  // A file that was deleted, but not yet in git's eyes, is listed too.
  return [...paths].filter((path) => existsSync(join(root, path))).sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The TypeScript and JavaScript among the files. */
export function readSources(): readonly SourceFile[] {
  return listFiles()
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .map((path) => ({ path, text: readText(path) }));
}
